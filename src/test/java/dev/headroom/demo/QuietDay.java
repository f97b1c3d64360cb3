// SPDX-License-Identifier: Apache-2.0
package dev.headroom.demo;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A day of two API servers on which nothing is wrong: deploys that fill nothing, three in the first hour and one every two hours after it, and a burst of
 * little more than a second now and then while nobody deploys anything; one in the first hour.
 */
public final class QuietDay {
    /** The first reading. */
    public static final Instant START = Instant.parse("2024-05-27T12:00:00.004Z");

    public static final Duration LENGTH = Duration.ofDays(1);

    /** When something is being rolled out. */
    private static final List<Span> DEPLOYING = Stream.concat(
                    Stream.of(new Span(600, 1_020), new Span(1_500, 1_545), new Span(3_000, 3_420)),
                    IntStream.range(1, 12)
                            .mapToObj(twoHours -> new Span(7_200 * twoHours + 600, 7_200 * twoHours + 1_020)))
            .toList();

    private static final List<DemoSurge> SURGES = List.of(
            DemoSurge.cpu(2_400.5, 1.3),
            DemoSurge.cpu(10_800.5, 1.8),
            DemoSurge.cpu(39_600.5, 2.2),
            DemoSurge.link(54_000.5, 1.5, 40));

    private static final DemoHost.Profile ONE = new DemoHost.Profile(
            "kubemaster1001", "ens5", 1_250_000_000, 0.26, 0.47, 38_000_000, 71_000_000, 148_000_000, 9_876_543);
    private static final DemoHost.Profile OTHER = new DemoHost.Profile(
            "kubemaster1002", "ens5", 1_250_000_000, 0.22, 0.41, 31_000_000, 58_000_000, 88_000_000, 7_654_321);

    private QuietDay() {}

    /** In seconds since the start. */
    private record Span(int from, int to) {
        boolean covers(long second) {
            return from <= second && second < to;
        }
    }

    /**
     * Writes the recording and, beside it, the deploys.
     *
     * @param length how much of the day
     * @return the recording
     */
    public static Path write(Path folder, Duration length) throws IOException {
        Files.writeString(folder.resolve("deploys.ndjson"), deploys(length.toSeconds()));
        Path file = folder.resolve("recording.om.gz");
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), StandardCharsets.UTF_8)) {
            DemoHost one = new DemoHost(ONE, SURGES, 2_001);
            DemoHost other = new DemoHost(OTHER, List.of(), 2_002);
            for (long tick = 0; tick <= length.toSeconds() * DemoHost.TICKS_PER_SECOND; tick++) {
                read(one, tick, 0, out);
                read(other, tick, 3, out);
                boolean deploying = deploying(tick);
                one.tick(tick, deploying);
                other.tick(tick, deploying);
            }
            out.append("# EOF\n");
        }
        return file;
    }

    private static void read(DemoHost host, long tick, int laterMillis, Appendable out) throws IOException {
        if (host.readAt(tick)) {
            host.write(out, DemoHost.timestamp(START.plusMillis(laterMillis), tick));
        }
    }

    private static boolean deploying(long tick) {
        long second = tick / DemoHost.TICKS_PER_SECOND;
        return DEPLOYING.stream().anyMatch(span -> span.covers(second));
    }

    private static String deploys(long seconds) {
        StringBuilder lines = new StringBuilder();
        for (Span span : DEPLOYING.stream().filter(span -> span.to() < seconds).toList()) {
            lines.append("""
                    {"source":"scap","externalId":"quiet-%1$d","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"sync-prod-k8s","app":"mediawiki","phase":"succeeded","startedAt":"%2$s","finishedAt":"%3$s","size":1000}
                    """.formatted(span.from(), START.plusSeconds(span.from()), START.plusSeconds(span.to())));
        }
        return lines.toString();
    }
}
