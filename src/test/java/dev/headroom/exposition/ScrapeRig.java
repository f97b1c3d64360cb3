// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A scraper that wants the metric {@code wanted}, what it was handed, and clocks that can be moved ahead. */
final class ScrapeRig implements AutoCloseable {
    static final Instant WALL = Instant.parse("2026-11-22T21:00:00Z");
    static final String PAGE = "other 1\nwanted{a=\"b\"} 2\n";

    private final AtomicLong skippedNanos = new AtomicLong();
    private final Scraper scraper;
    private final PageReader reader;
    private final List<String> samples = new ArrayList<>();

    ScrapeRig() {
        this(PageLimits.DEFAULT);
    }

    ScrapeRig(PageLimits limits) {
        this(limits, InetAddress::getAllByName);
    }

    ScrapeRig(PageLimits limits, AddressCheck.Resolver resolver) {
        scraper = new Scraper(
                () -> System.nanoTime() + skippedNanos.get(),
                InstantSource.offset(() -> WALL, Duration.ZERO),
                resolver);
        reader = new PageReader(MetricNames.of("wanted"), limits);
    }

    /** Moves the monotonic clock ahead. */
    void skip(Duration time) {
        skippedNanos.addAndGet(time.toNanos());
    }

    ServerClient client(ScriptedServer server) {
        return client(Endpoint.of(server.origin()));
    }

    ServerClient client(Endpoint endpoint) {
        return scraper.client(endpoint);
    }

    Scraped scrape(ServerClient client, Duration deadline) throws ScrapeException, InterruptedException {
        return client.scrape(
                "/metrics",
                ServerClient.Packing.GZIP,
                reader,
                (series, value, timeNanos) -> samples.add(series.name() + series.labels() + " " + value),
                deadline);
    }

    Scraped scrape(ServerClient client) throws ScrapeException, InterruptedException {
        return scrape(client, Duration.ofSeconds(10));
    }

    /** The scrape that must fail. */
    ScrapeException failure(ServerClient client, Duration deadline) throws InterruptedException {
        int before = samples.size();
        try {
            scrape(client, deadline);
        } catch (ScrapeException e) {
            if (samples.size() > before) {
                throw new AssertionError("samples of a page that failed: " + samples, e);
            }
            return e;
        }
        throw new AssertionError("the scrape succeeded");
    }

    ScrapeException failure(ServerClient client) throws InterruptedException {
        return failure(client, Duration.ofSeconds(10));
    }

    List<String> samples() {
        return samples;
    }

    @Override
    public void close() {
        scraper.close();
    }
}
