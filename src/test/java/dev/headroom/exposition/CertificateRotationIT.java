// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.exposition.TestAuthority.Identity;
import dev.headroom.realparts.HeadroomJar;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar serves its pages over TLS, and takes a new certificate while it is scraped. */
class CertificateRotationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SCRAPERS = 4;

    @TempDir
    private Path folder;

    @Test
    void aNewCertificateIsShownWithoutARestartAndNoScrapeFails() throws Exception {
        TestAuthority authority = new TestAuthority("authority");
        Identity first = authority.identity("127.0.0.1");
        Identity second = authority.identity("127.0.0.1");
        Path certificate = first.certificateFile(folder, "server");
        Path key = first.keyFile(folder, "server");
        SSLContext trusting = trusting(authority.file(folder));
        try (HeadroomJar service = HeadroomJar.start(
                        Files.createDirectory(folder.resolve("service")),
                        "--server.ssl.bundle=headroom",
                        "--spring.ssl.bundle.pem.headroom.keystore.certificate=" + certificate,
                        "--spring.ssl.bundle.pem.headroom.keystore.private-key=" + key,
                        "--spring.ssl.bundle.pem.headroom.reload-on-update=true",
                        "--spring.ssl.bundle.watch.file.quiet-period=500ms");
                ExecutorService scrapers = Executors.newFixedThreadPool(SCRAPERS)) {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> shown(trusting, service.port()) != null);
            assertThat(shown(trusting, service.port()))
                    .isEqualTo(first.certificate().getSerialNumber());
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger scraped = new AtomicInteger();
            Queue<Object> failures = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < SCRAPERS; i++) {
                scrapers.execute(() -> scrape(trusting, service.port(), over, scraped, failures));
            }
            await().atMost(PATIENCE).until(() -> scraped.get() > SCRAPERS);

            replace(second.keyFile(folder, "next"), key);
            replace(second.certificateFile(folder, "next"), certificate);

            await().atMost(PATIENCE)
                    .until(() -> second.certificate().getSerialNumber().equals(shown(trusting, service.port())));
            int untilThen = scraped.get();
            await().atMost(PATIENCE).until(() -> scraped.get() > untilThen + SCRAPERS);
            over.set(true);
            assertThat(failures).as("after %d scrapes", scraped.get()).isEmpty();
        }
    }

    private static void replace(Path by, Path file) throws IOException {
        Files.move(by, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void scrape(
            SSLContext trusting, int port, AtomicBoolean over, AtomicInteger scraped, Queue<Object> failures) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/metrics"))
                .build();
        while (!over.get()) {
            // a client for each scrape, so that each shakes hands anew
            try (HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting).build()) {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status != 200) {
                    failures.add(status);
                }
                scraped.incrementAndGet();
            } catch (IOException e) {
                failures.add(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The number of the certificate that a new connection is shown. */
    private static BigInteger shown(SSLContext trusting, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
