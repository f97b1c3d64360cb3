// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority that signs certificates for tests, and the servers that show them. */
final class TestAuthority {
    private static final Duration MARGIN = Duration.ofDays(1);

    private final KeyPair keys = keyPair();
    private final X500Principal name;
    private final X509Certificate certificate;
    private long serial = 1;

    /** A certificate and its key. */
    record Identity(X509Certificate certificate, KeyPair keys) {
        Path certificateFile(Path folder, String name) throws IOException, GeneralSecurityException {
            return pem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded());
        }

        Path keyFile(Path folder, String name) throws IOException {
            return pem(
                    folder.resolve(name + ".key"),
                    "PRIVATE KEY",
                    keys.getPrivate().getEncoded());
        }
    }

    TestAuthority(String name) throws GeneralSecurityException, IOException {
        this.name = new X500Principal("CN=" + name);
        this.certificate = sign(
                this.name,
                keys,
                true,
                Instant.now().minus(MARGIN),
                Instant.now().plus(MARGIN));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private X509Certificate sign(
            X500Principal subject, KeyPair subjectKeys, boolean authority, Instant from, Instant to, String... names)
            throws GeneralSecurityException, IOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, BigInteger.valueOf(serial++), Date.from(from), Date.from(to), subject, subjectKeys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (names.length > 0) {
            GeneralName[] alternatives = Arrays.stream(names)
                    .map(n -> new GeneralName(
                            Character.isDigit(n.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName, n))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** A certificate that is valid now, for these names or addresses. */
    Identity identity(String... names) throws GeneralSecurityException, IOException {
        return identity(Instant.now().minus(MARGIN), Instant.now().plus(MARGIN), names);
    }

    Identity identity(Instant from, Instant to, String... names) throws GeneralSecurityException, IOException {
        KeyPair subjectKeys = keyPair();
        return new Identity(sign(new X500Principal("CN=server"), subjectKeys, false, from, to, names), subjectKeys);
    }

    /** The file by which this authority is trusted. */
    Path file(Path folder) throws IOException, GeneralSecurityException {
        return pem(folder.resolve(name.getName() + ".pem"), "CERTIFICATE", certificate.getEncoded());
    }

    private static Path pem(Path file, String type, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, text, type));
    }

    /** A server that shows this identity. */
    static ScriptedServer server(Identity identity, ScriptedServer.Script script)
            throws GeneralSecurityException, IOException {
        return server(identity, null, script);
    }

    /** A server that shows this identity, and wants one signed by the given authority where that is not null. */
    static ScriptedServer server(Identity identity, @Nullable TestAuthority clients, ScriptedServer.Script script)
            throws GeneralSecurityException, IOException {
        char[] noPassword = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", identity.keys().getPrivate(), noPassword, new X509Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, noPassword);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        if (clients != null) {
            trusted.setCertificateEntry("clients", clients.certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        ServerSocket listener =
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        ((SSLServerSocket) listener).setNeedClientAuth(clients != null);
        return new ScriptedServer(listener, "https", script);
    }
}
