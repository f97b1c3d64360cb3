// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.Scraper;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A machine that restarts while its link is full, read once a second over the network as the service does it. */
class CounterResetIT {
    private static final long LINK_BYTES_PER_SECOND = 1_000_000;

    /** Tells the page of a node_exporter whose link is full until it is told otherwise. */
    private static final class Node implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private long sinceNanos = System.nanoTime();
        private double bytes = 1e12;
        private double share = 0.1;

        Node() throws IOException {
            server.createContext("/", exchange -> {
                byte[] page = "node_network_transmit_bytes_total{device=\"eth0\"} %.0f%n"
                        .formatted(bytes())
                        .getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            server.start();
        }

        synchronized double bytes() {
            long now = System.nanoTime();
            bytes += share * LINK_BYTES_PER_SECOND * (now - sinceNanos) / 1e9;
            sinceNanos = now;
            return bytes;
        }

        synchronized void load(double shareOfTheLink) {
            bytes();
            share = shareOfTheLink;
        }

        synchronized void restart() {
            bytes();
            bytes = 0;
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static final class Bursts implements BurstListener {
        private final List<Burst> opened = new CopyOnWriteArrayList<>();
        private final List<Burst> closed = new CopyOnWriteArrayList<>();

        @Override
        public void opened(Burst burst) {
            opened.add(burst);
        }

        @Override
        public void closed(Burst burst) {
            closed.add(burst);
        }

        @Override
        public void surrounded(Burst burst, SampleClip clip) {}

        @Override
        public void settled(Burst burst) {}
    }

    @Test
    void aRestartInsideABurstCostsOneDeltaAndBothPartsSayThatTheyMayHaveBeenLonger() throws Exception {
        Bursts bursts = new Bursts();
        Detection detection = new Detection(DetectionSettings.defaults(), bursts);
        try (Node node = new Node();
                Scraper scraper = new Scraper(System::nanoTime, InstantSource.system());
                TargetWatches watches = new TargetWatches(
                        scraper,
                        target -> new TargetSampling(target, detection::sinkFor, true),
                        new Object(),
                        Timeline.system(),
                        InstantSource.system())) {
            watches.add(new TargetSettings(
                    "node-1",
                    TargetKind.NODE,
                    Endpoint.of(node.url()),
                    0.5,
                    TargetSettings.DEFAULT_PROBE_LIMIT,
                    Map.of(),
                    Map.of("eth0", (double) LINK_BYTES_PER_SECOND)));
            untilAsked(watches, 3);
            node.load(1.0);
            await().atMost(Duration.ofSeconds(20)).until(() -> bursts.opened.size() == 1);
            untilAsked(watches, 2);
            node.restart();
            await().atMost(Duration.ofSeconds(20)).until(() -> bursts.opened.size() == 2);
            untilAsked(watches, 2);
            node.load(0.1);
            await().atMost(Duration.ofSeconds(20)).until(() -> bursts.closed.size() == 2);
        }
        Burst before = bursts.closed.getFirst();
        Burst after = bursts.closed.getLast();
        assertThat(bursts.closed).allSatisfy(part -> {
            assertThat(part.interrupted()).isTrue();
            assertThat(part.peak()).as("nothing is invented").isBetween(0.9, 1.1);
        });
        assertThat((after.startNanos() - before.endNanos()) / 1e9)
                .as("one delta is missing")
                .isBetween(0.8, 1.5);
    }

    private static void untilAsked(TargetWatches watches, int more) {
        long before = asked(watches);
        await().atMost(Duration.ofSeconds(20)).until(() -> asked(watches) >= before + more);
    }

    private static long asked(TargetWatches watches) {
        return watches.statuses().getFirst().sources().getFirst().requests();
    }
}
