// SPDX-License-Identifier: Apache-2.0
package dev.headroom.demo;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An hour of two API servers on which nothing is wrong: three deploys that fill nothing, and one burst of little more than a second while nobody deploys anything.
 */
public final class QuietHour {
    /** The first reading. */
    public static final Instant START = Instant.parse("2024-05-27T12:00:00.004Z");

    public static final Duration LENGTH = Duration.ofHours(1);

    /** When something is being rolled out, in seconds since the start. */
    private static final List<int[]> DEPLOYING =
            List.of(new int[] {600, 1_020}, new int[] {1_500, 1_545}, new int[] {3_000, 3_420});

    private static final DemoHost.Profile ONE = new DemoHost.Profile(
            "kubemaster1001", "ens5", 1_250_000_000, 0.26, 0.47, 38_000_000, 71_000_000, 148_000_000, 9_876_543);
    private static final DemoHost.Profile OTHER = new DemoHost.Profile(
            "kubemaster1002", "ens5", 1_250_000_000, 0.22, 0.41, 31_000_000, 58_000_000, 88_000_000, 7_654_321);

    private QuietHour() {}

    /**
     * Writes the recording and, beside it, the deploys.
     *
     * @return the recording
     */
    public static Path write(Path folder) throws IOException {
        Files.writeString(folder.resolve("deploys.ndjson"), deploys());
        Path file = folder.resolve("recording.om");
        try (Writer out = Files.newBufferedWriter(file)) {
            DemoHost one = new DemoHost(ONE, List.of(DemoSurge.cpu(2_400.5, 1.3)), 2_001);
            DemoHost other = new DemoHost(OTHER, List.of(), 2_002);
            for (long tick = 0; tick <= LENGTH.toSeconds() * DemoHost.TICKS_PER_SECOND; tick++) {
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
        return DEPLOYING.stream().anyMatch(span -> span[0] <= second && second < span[1]);
    }

    private static String deploys() {
        StringBuilder lines = new StringBuilder();
        for (int[] span : DEPLOYING) {
            lines.append("""
                    {"source":"scap","externalId":"quiet-%1$d","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"sync-prod-k8s","app":"mediawiki","phase":"succeeded","startedAt":"%2$s","finishedAt":"%3$s","size":1000}
                    """.formatted(span[0], START.plusSeconds(span[0]), START.plusSeconds(span[1])));
        }
        return lines.toString();
    }
}
