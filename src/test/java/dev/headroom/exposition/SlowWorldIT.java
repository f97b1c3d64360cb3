// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.headroom.exposition.ServerClient.Packing;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/**
 * Row S13 of the fault catalogue: 200 targets, 50 of which drip, accept and say nothing, or take no connection at all. The healthy ones
 * must not notice, and no thread or descriptor may be lost to the others.
 */
@Timeout(300)
class SlowWorldIT {
    private static final int HEALTHY = 150;
    private static final int DEAD = 50;
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration DEADLINE = Duration.ofMillis(400);
    private static final int ROUNDS = 12;

    /** One way not to answer. */
    private static final ScriptedServer.Script DRIP = connection -> {
        connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n");
        while (connection.clientStays(100)) {
            connection.write("#");
        }
    };

    private final AtomicInteger healthyFailures = new AtomicInteger();
    private final AtomicInteger deadFailures = new AtomicInteger();

    /** What one run of all targets showed, from its middle on, when everything was compiled and connected. */
    private record Shown(Duration lateness, long threads, long descriptors) {}

    @Test
    void fiftyDeadTargetsDoNotDelayTheOthers(TestReporter reporter) throws Exception {
        try (ScriptedServer healthy = everywhere(connection -> connection.write(ScriptedServer.page(ScrapeRig.PAGE)));
                ScriptedServer drip = everywhere(DRIP);
                ScriptedServer silent = everywhere(connection -> connection.clientStays(0));
                // one place in its queue, which the test takes itself: further connections are not even refused
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queued = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                queued.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            int[] deadPorts = {drip.origin().getPort(), silent.origin().getPort(), full.getLocalPort()};

            Shown alone = run(healthy.origin().getPort(), new int[0]);
            Shown among = run(healthy.origin().getPort(), deadPorts);

            reporter.publishEntry("healthy alone", alone.toString());
            reporter.publishEntry("healthy among dead", among.toString());
            assertThat(healthyFailures.get()).as("failures of healthy targets").isZero();
            assertThat(deadFailures.get()).as("failures of the dead").isGreaterThan(DEAD * 3);
            // a busy machine is late by itself: then the run alone is the measure
            Duration allowed = Collections.max(
                    List.of(Duration.ofMillis(100), alone.lateness().multipliedBy(2)));
            assertThat(among.lateness()).as("p99 of lateness").isLessThan(allowed);
            assertThat(among.threads()).as("platform threads gained").isLessThanOrEqualTo(3);
            assertThat(among.descriptors()).as("descriptors gained").isLessThanOrEqualTo(20);
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    /** A server on every loopback address, so that each target is a host of its own. */
    private static ScriptedServer everywhere(ScriptedServer.Script script) throws Exception {
        return new ScriptedServer(new ServerSocket(0, 500, InetAddress.ofLiteral("0.0.0.0")), "http", script);
    }

    private Shown run(int healthyPort, int[] deadPorts) throws Exception {
        ConcurrentLinkedQueue<Long> late = new ConcurrentLinkedQueue<>();
        CountDownLatch half = new CountDownLatch(HEALTHY * ROUNDS / 2);
        CountDownLatch all = new CountDownLatch(HEALTHY * ROUNDS);
        try (Scraper scraper = new Scraper(System::nanoTime, () -> ScrapeRig.WALL);
                Schedule schedule = Schedule.started(System::nanoTime, new Random(13))) {
            for (int i = 0; i < HEALTHY; i++) {
                add(schedule, scraper, "127.0.1." + (i + 1), healthyPort, (lateNanos, ok) -> {
                    if (half.getCount() == 0) {
                        late.add(lateNanos);
                        healthyFailures.addAndGet(ok ? 0 : 1);
                    }
                    half.countDown();
                    all.countDown();
                });
            }
            for (int i = 0; i < (deadPorts.length == 0 ? 0 : DEAD); i++) {
                int port = deadPorts[i % deadPorts.length];
                // the one that takes no connection listens on the first loopback address only
                String address = i % deadPorts.length == 2 ? "127.0.0.1" : "127.0.2." + (i + 1);
                add(schedule, scraper, address, port, (lateNanos, ok) -> deadFailures.addAndGet(ok ? 0 : 1));
            }
            assertThat(half.await(120, TimeUnit.SECONDS)).isTrue();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            long descriptors = descriptors();
            assertThat(all.await(120, TimeUnit.SECONDS)).isTrue();
            List<Long> sorted = late.stream().sorted().toList();
            return new Shown(
                    Duration.ofNanos(sorted.get(sorted.size() * 99 / 100)),
                    ManagementFactory.getThreadMXBean().getThreadCount() - threads,
                    descriptors() - descriptors);
        }
    }

    private static long descriptors() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
    }

    /** Told of each scrape. */
    @FunctionalInterface
    private interface Done {
        void scrape(long lateNanos, boolean ok);
    }

    private static void add(Schedule schedule, Scraper scraper, String address, int port, Done done) {
        ServerClient client = scraper.client(Endpoint.of(URI.create("http://" + address + ":" + port)));
        PageReader reader = new PageReader(MetricNames.of("wanted"));
        schedule.every(INTERVAL, address, lateNanos -> {
            boolean ok = true;
            try {
                client.scrape("/metrics", Packing.PLAIN, reader, (series, value, timeNanos) -> {}, DEADLINE);
            } catch (ScrapeException e) {
                ok = false;
            }
            done.scrape(lateNanos, ok);
        });
    }
}
