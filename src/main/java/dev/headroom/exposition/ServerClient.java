// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server: for pages of metrics, for probes, and with JSON. Each call takes no longer than its deadline, whatever the server does, and
 * blocks the calling thread meanwhile, which may be a virtual one. While the server wants to be left alone nothing is sent to it. Thread
 * safe, except that one {@link PageReader} serves one call at a time.
 */
public final class ServerClient {
    private static final int PROBE_TEXT_BYTES = 4 * 1024;

    private final Exchanges exchanges;

    ServerClient(
            Endpoint endpoint, LongSupplier nanoTime, InstantSource wall, HttpClients clients, AddressCheck addresses) {
        Path tokenFile = endpoint.tokenFile();
        BearerToken token = tokenFile == null ? null : new BearerToken(tokenFile, nanoTime);
        this.exchanges = new Exchanges(endpoint, nanoTime, clients, addresses, token, new Pause(nanoTime, wall));
    }

    /** Whether a page may come packed: a twentieth of the bytes for half as much again of the server's CPU time. */
    public enum Packing {
        PLAIN,
        GZIP
    }

    /**
     * Fetches a page of metrics and hands on what is wanted of it: all of that, or nothing.
     *
     * @param path the resource with its query, such as {@code /metrics/slis}
     * @param reader knows what is wanted, and the series of the page before
     * @param visitor is called on this thread after the whole page was found right
     * @param deadline how long the exchange may take from now until the last byte is read
     * @throws ScrapeException when there is no whole page; the visitor was not called
     */
    public Scraped scrape(String path, Packing packing, PageReader reader, SampleVisitor visitor, Duration deadline)
            throws ScrapeException, InterruptedException {
        boolean gzip = packing == Packing.GZIP;
        try (Exchange exchange = exchanges.send(path, ExpositionFormat.ACCEPT, gzip, deadline)) {
            return exchange.run(() -> read(exchange, reader, visitor));
        }
    }

    private static Scraped read(Exchange exchange, PageReader reader, SampleVisitor visitor)
            throws IOException, ScrapeException {
        exchange.requireOk();
        ExpositionFormat format = exchange.format();
        try (InputStream page = exchange.unpackedBody(reader.maxBytes())) {
            PageSummary summary = reader.read(page, format, visitor);
            return new Scraped(format, summary, exchange.cost());
        } catch (PageException e) {
            throw new ScrapeException(
                    e.isLimit() ? Reason.BODY_LIMIT : Reason.PARSE,
                    "%s: %s".formatted(exchange.uri(), e.getMessage()),
                    e);
        }
    }

    /**
     * Asks for a resource whose status is what counts, such as {@code /readyz}.
     *
     * @param path the resource with its query
     * @param deadline how long the exchange may take from now until the last byte is read
     * @return the answer, whatever its status
     * @throws ScrapeException when there is no answer
     */
    public Probed probe(String path, Duration deadline) throws ScrapeException, InterruptedException {
        try (Exchange exchange = exchanges.send(path, "*/*", false, deadline)) {
            return exchange.run(() -> {
                byte[] text = exchange.body().readNBytes(PROBE_TEXT_BYTES);
                // reads on to the end, where there is one, so that the connection can be used again
                exchange.body().readNBytes(1);
                return new Probed(
                        exchange.status(),
                        new String(text, StandardCharsets.UTF_8),
                        exchange.headers(),
                        exchange.cost());
            });
        }
    }

    /**
     * Sends JSON to a resource, or asks for it.
     *
     * @param method of HTTP, such as POST
     * @param path the resource with its query
     * @param json the body; null for none
     * @param mostBytes how long the answer may be
     * @param deadline how long the exchange may take from now until the last byte is read
     * @return the answer, whose status is 200
     * @throws ScrapeException when there is none, or one with another status; {@link ExchangeCost#status} has it
     */
    public Probed send(String method, String path, byte @Nullable [] json, int mostBytes, Duration deadline)
            throws ScrapeException, InterruptedException {
        try (Exchange exchange = exchanges.send(method, path, json, deadline)) {
            return exchange.run(() -> {
                exchange.requireOk();
                exchange.requireNoPage();
                byte[] text = exchange.body().readNBytes(mostBytes);
                if (exchange.body().readNBytes(1).length > 0) {
                    throw new ScrapeException(
                            Reason.BODY_LIMIT,
                            "%s answered with more than %,d bytes".formatted(exchange.uri(), mostBytes));
                }
                return new Probed(
                        exchange.status(),
                        new String(text, StandardCharsets.UTF_8),
                        exchange.headers(),
                        exchange.cost());
            });
        }
    }

    /** How long the server is left alone from now on; null where it did not ask for that. */
    public @Nullable Duration pauseLeft() {
        return exchanges.pauseLeft();
    }

    @Override
    public String toString() {
        return exchanges.toString();
    }
}
