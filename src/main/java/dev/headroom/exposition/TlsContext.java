// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Makes the JDK's form of {@link TlsSettings}, reading their files now. */
final class TlsContext {
    private TlsContext() {}

    /** @throws GeneralSecurityException when the files do not hold what they should; the message names them */
    static SSLContext of(TlsSettings settings) throws GeneralSecurityException {
        try {
            SslStoreBundle stores = new PemSslStoreBundle(
                    details(settings.certificateFile(), settings.keyFile()), details(settings.caFile(), null));
            SslManagerBundle managers = SslManagerBundle.from(stores, null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), new TrustManager[] {trust(managers, settings)}, null);
            return context;
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new GeneralSecurityException(
                    "the authorities %s, certificate %s or key %s cannot be used: %s"
                            .formatted(settings.caFile(), settings.certificateFile(), settings.keyFile(), cause(e)),
                    e);
        }
    }

    private static TrustManager trust(SslManagerBundle managers, TlsSettings settings) {
        if (settings.insecure()) {
            return new NoTrust();
        }
        return Arrays.stream(managers.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .map(runtime -> new ServerTrust(runtime, settings))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the Java runtime checks no certificates"));
    }

    private static @Nullable PemSslStoreDetails details(@Nullable Path certificates, @Nullable Path key) {
        return certificates == null
                ? null
                : new PemSslStoreDetails(
                        null,
                        certificates.toUri().toString(),
                        key == null ? null : key.toUri().toString());
    }

    private static Throwable cause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
