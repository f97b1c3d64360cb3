// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP clients: one for all servers with the same {@link TlsSettings}, since each has a thread of its own, and a new one when
 * the files of its settings changed. HTTP/1.1, so that giving an answer up closes its connection and holds up no other exchange; no
 * redirects, no cookies, and no proxy, which would connect to what was never checked. Thread safe.
 */
final class HttpClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpClients.class);
    /** They only move bytes and compute handshakes; nothing waits on them. */
    private static final int THREADS = 2;

    private static final long THREAD_KEPT_SECONDS = 30;
    private static final long LOOK_NANOS = 5_000_000_000L;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final LongSupplier nanoTime;
    private final Map<TlsSettings, Entry> entries = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            THREAD_KEPT_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("scrape-io-", 0).daemon().factory());

    HttpClients(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * The client for servers with these settings.
     *
     * @throws ScrapeException when the files of the settings cannot be used and never could
     */
    HttpClient client(TlsSettings settings) throws ScrapeException {
        return entries.computeIfAbsent(settings, Entry::new).current();
    }

    @Override
    public void close() {
        entries.values().forEach(Entry::close);
        executor.shutdownNow();
    }

    /** The client of one kind of settings, and the files as they were when it was made. */
    private final class Entry {
        private final TlsSettings settings;
        private @Nullable HttpClient client;
        private List<FileStamp> stamps = List.of();
        private long lookedNanos;

        Entry(TlsSettings settings) {
            this.settings = settings;
        }

        synchronized HttpClient current() throws ScrapeException {
            long now = nanoTime.getAsLong();
            if (client != null && now - lookedNanos < LOOK_NANOS) {
                return client;
            }
            lookedNanos = now;
            try {
                List<FileStamp> found = look();
                if (client == null || !found.equals(stamps)) {
                    HttpClient made = make(settings);
                    stamps = found;
                    if (client != null) {
                        client.shutdown();
                    }
                    client = made;
                }
                return client;
            } catch (IOException | GeneralSecurityException e) {
                if (client == null) {
                    throw new ScrapeException(
                            Reason.CREDENTIALS, "the files for TLS cannot be used: " + e.getMessage(), e);
                }
                // between the writing of a certificate and that of its key they do not fit
                LOG.warn(
                        "The files for TLS were changed and cannot be used, so those read before still are: {}",
                        e.toString());
                return client;
            }
        }

        private List<FileStamp> look() throws IOException {
            List<FileStamp> found = new ArrayList<>();
            for (Path file :
                    (Iterable<Path>) Stream.of(settings.caFile(), settings.certificateFile(), settings.keyFile())
                            .filter(f -> f != null)::iterator) {
                found.add(FileStamp.of(file));
            }
            return found;
        }

        synchronized void close() {
            if (client != null) {
                client.shutdownNow();
            }
        }
    }

    private HttpClient make(TlsSettings settings) throws GeneralSecurityException {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(PROTOCOLS);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIMEOUT)
                .sslContext(TlsContext.of(settings))
                .sslParameters(parameters)
                .executor(executor)
                .build();
    }
}
