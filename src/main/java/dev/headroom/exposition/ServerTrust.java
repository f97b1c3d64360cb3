// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks a server's certificate as the Java runtime does, and where it is refused says by which check: its authority, its dates or its
 * name. The name may be another than the one in the address. Thread safe.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final X509ExtendedTrustManager runtime;
    private final TlsSettings settings;

    /**
     * @param runtime checks certificates against the authorities that are trusted
     * @param settings the name to expect, and what to call the authorities
     */
    ServerTrust(X509ExtendedTrustManager runtime, TlsSettings settings) {
        this.runtime = runtime;
        this.settings = settings;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        String serverName = settings.serverName();
        if (serverName != null) {
            checkServerTrusted(chain, authType);
            requireName(chain[0], serverName);
            return;
        }
        try {
            runtime.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            // what stands without the name is refused for its name
            checkServerTrusted(chain, authType);
            throw wrongName(chain[0], engine.getPeerHost(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            runtime.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            throw refused(chain[0], e);
        }
    }

    private CertificateRefusedException refused(X509Certificate certificate, CertificateException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return new CertificateRefusedException(
                        "the check of its dates failed: the certificate, or one it rests on, has expired (its own end: %s); renew it"
                                .formatted(certificate.getNotAfter().toInstant()),
                        e);
            }
            if (cause instanceof CertificateNotYetValidException) {
                return new CertificateRefusedException(
                        "the check of its dates failed: the certificate, or one it rests on, is not valid yet (its own start: %s); compare the clocks"
                                .formatted(certificate.getNotBefore().toInstant()),
                        e);
            }
        }
        return new CertificateRefusedException(
                "the check of its authority failed: %s is not signed by %s (%s)"
                        .formatted(
                                certificate.getSubjectX500Principal(),
                                settings.caFile() == null
                                        ? "an authority the Java runtime trusts; name the authority's file"
                                        : "an authority in " + settings.caFile(),
                                e.getMessage()),
                e);
    }

    private static void requireName(X509Certificate certificate, String name) throws CertificateException {
        for (String held : names(certificate)) {
            if (matches(held.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
                return;
            }
        }
        throw wrongName(certificate, name, null);
    }

    /** RFC 6125: a wildcard stands for the whole first label and nothing else. */
    private static boolean matches(String held, String name) {
        if (!held.startsWith("*.")) {
            return held.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && held.substring(1).equals(name.substring(dot));
    }

    private static CertificateRefusedException wrongName(
            X509Certificate certificate, String name, @Nullable CertificateException cause)
            throws CertificateException {
        return new CertificateRefusedException(
                "the check of its name failed: the certificate is for %s, not for %s"
                        .formatted(names(certificate), name),
                cause == null ? new CertificateException("no name matches") : cause);
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0) instanceof Integer type
                        && (type == DNS_NAME || type == IP_ADDRESS)
                        && alternative.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new UnsupportedOperationException("the client uses engines, not sockets");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAServer();
    }

    private static CertificateException notAServer() {
        return new CertificateException("this side is the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return runtime.getAcceptedIssuers();
    }
}
