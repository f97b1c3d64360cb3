// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of 1,000 posts a second and senders that are slow on purpose: sampling and scrapes go on as if nothing were. */
class IntakeFloodIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SENDERS = 8;
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 8;
    private static final int SLOW_SENDERS = 32;

    /** The goal is 100 ms on a machine of one's own; a shared one that builds beside it is slower by itself. */
    private static final double MOST_P99_MILLIS = 500;

    @TempDir
    private Path directory;

    @Test
    void aFloodIsHeldOffWhileSamplingAndScrapesGoOn() throws Exception {
        Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
        try (HeadroomJar service = HeadroomJar.start(
                        directory,
                        "--headroom.host.target=flooded",
                        "--headroom.history.directory=" + directory.resolve("state"));
                ExecutorService senders = Executors.newCachedThreadPool()) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> service.get("/readyz").statusCode() == 200);
            List<Socket> slow = slowSenders(service.port());
            double missedBefore = metric(service, "headroom_sampler_missed_total");
            double ticksBefore = metric(service, "headroom_sampler_ticks_total");
            List<Future<?>> floods = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int number = sender;
                Callable<Boolean> flood = () -> flood(service.port(), number, answers);
                floods.add(senders.submit(flood));
            }
            double p99 = p99OfScrapes(service);
            for (Future<?> flood : floods) {
                flood.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            double ticks = metric(service, "headroom_sampler_ticks_total") - ticksBefore;
            double missed = metric(service, "headroom_sampler_missed_total") - missedBefore;
            for (Socket socket : slow) {
                socket.close();
            }
            System.getLogger(IntakeFloodIT.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "answers {0}, scrape p99 {1} ms, ticks {2}, missed {3}",
                            answers,
                            p99,
                            ticks,
                            missed);

            assertThat(answers.keySet()).isSubsetOf("201", "429", "503", "ended");
            assertThat(count(answers, "429")).isGreaterThan(count(answers, "201"));
            assertThat(count(answers, "201")).isBetween(20, 200 + 20 * 3 * SECONDS);
            assertThat(p99).isLessThan(MOST_P99_MILLIS);
            assertThat(missed / (ticks + missed)).isLessThan(0.1);
            assertThat(service.get("/metrics").body())
                    .contains("headroom_webhook_rejected_total{reason=\"too-many\",source=\"plain\"}");
            assertThat(service.log()
                            .lines()
                            .filter(line -> line.contains("refused what"))
                            .count())
                    .isBetween(1L, 30L);
        }
    }

    private static int count(Map<String, AtomicInteger> answers, String status) {
        AtomicInteger count = answers.get(status);
        return count == null ? 0 : count.get();
    }

    private static List<Socket> slowSenders(int port) throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW_SENDERS; i++) {
            Socket socket = new Socket("127.0.0.1", port);
            String proof = i % 2 == 0 ? "" : "X-Forwarded-For: 127.0.0.1\r\n";
            socket.getOutputStream()
                    .write(("POST /api/v1/deploys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + proof + "Content-Length: 100000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }
        return slow;
    }

    private static boolean flood(int port, int sender, Map<String, AtomicInteger> answers) throws IOException {
        long startNanos = System.nanoTime();
        int requests = PER_SECOND * SECONDS / SENDERS;
        int sent = 0;
        while (sent < requests) {
            // the server ends a connection now and then, after 100 requests at the latest
            try (Socket socket = new Socket("127.0.0.1", port)) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                String status = "";
                while (sent < requests && status != null) {
                    String body = "{\"source\":\"flood\",\"externalId\":\"" + sender + "-" + sent
                            + "\",\"phase\":\"succeeded\",\"startedAt\":\"2024-05-28T09:00:00Z\"}";
                    socket.getOutputStream()
                            .write(
                                    ("POST /api/v1/deploys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                            .getBytes(StandardCharsets.US_ASCII));
                    status = answer(in);
                    if (status != null) {
                        sent++;
                        answers.computeIfAbsent(status, one -> new AtomicInteger())
                                .incrementAndGet();
                        long dueNanos = startNanos + TimeUnit.SECONDS.toNanos(SECONDS) * sent / requests;
                        LockSupport.parkNanos(Math.max(0, dueNanos - System.nanoTime()));
                    }
                }
            } catch (SocketException ended) {
                // ended between two requests: the same is sent on the next connection
                answers.computeIfAbsent("ended", one -> new AtomicInteger()).incrementAndGet();
            }
        }
        return true;
    }

    /** The status; null when the connection has ended. */
    private static @Nullable String answer(BufferedReader in) throws IOException {
        String status = in.readLine();
        if (status == null) {
            return null;
        }
        int length = 0;
        boolean chunked = false;
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
            if (header.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
                length = Integer.parseInt(header.substring(16).strip());
            }
            chunked |= header.regionMatches(true, 0, "Transfer-Encoding: chunked", 0, 26);
        }
        if (chunked) {
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                skip(in, size);
                in.readLine();
            }
            in.readLine();
        } else {
            skip(in, length);
        }
        return status.split(" ")[1];
    }

    private static void skip(BufferedReader in, long characters) throws IOException {
        for (long left = characters; left > 0; ) {
            left -= in.skip(left);
        }
    }

    private static int chunkSize(BufferedReader in) throws IOException {
        return Integer.parseInt(String.valueOf(in.readLine()).strip(), 16);
    }

    private static double p99OfScrapes(HeadroomJar service) throws IOException, InterruptedException {
        long[] nanos = new long[20 * SECONDS];
        for (int i = 0; i < nanos.length; i++) {
            long startNanos = System.nanoTime();
            assertThat(service.get("/metrics").statusCode()).isEqualTo(200);
            nanos[i] = System.nanoTime() - startNanos;
            LockSupport.parkNanos(Math.max(0, TimeUnit.MILLISECONDS.toNanos(50) - nanos[i]));
        }
        Arrays.sort(nanos);
        return nanos[nanos.length * 99 / 100] / 1e6;
    }

    private static double metric(HeadroomJar service, String name) throws IOException, InterruptedException {
        return service.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
