// SPDX-License-Identifier: Apache-2.0
package dev.headroom.demo;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The incident of 2024-05-28 as docs/demo tells it: two API servers, a failed deploy, its retry and its roll-back. What is from the
 * public report and what is made up stands in docs/demo/2024-05-28-wikikube/README.md.
 */
final class DemoIncident {
    private static final Instant START = Instant.parse("2024-05-28T12:10:00Z");
    private static final int SECONDS = 43 * 60;

    private static final String SYNTHETIC =
            "SYNTHETIC: built by a generator from the public report of the incident of 2024-05-28, not measured. ";

    private static final String HEAD =
            "# HELP node_cpu_seconds " + SYNTHETIC + "Seconds the CPUs spent in each mode.\n" + """
            # TYPE node_cpu_seconds counter
            # TYPE node_network_receive_bytes counter
            # TYPE node_network_speed_bytes gauge
            # TYPE node_network_transmit_bytes counter
            # TYPE node_netstat_Tcp_OutSegs unknown
            # TYPE node_netstat_Tcp_RetransSegs unknown
            # TYPE process_cpu_seconds counter
            """;

    /** When something is being rolled out, in seconds since the start. */
    private static final List<int[]> DEPLOYING =
            List.of(new int[] {370, 791}, new int[] {1515, 2113}, new int[] {2124, 2525});

    private static final DemoHost.Profile FAST = new DemoHost.Profile(
            "kubemaster1001", "ens5", 1_250_000_000, 0.26, 0.47, 38_000_000, 71_000_000, 148_000_000, 9_876_543);
    private static final DemoHost.Profile SLOW = new DemoHost.Profile(
            "kubemaster1002", "ens5", 125_000_000, 0.22, 0.41, 31_000_000, 58_000_000, 88_000_000, 7_654_321);

    private static final List<DemoSurge> FAST_SURGES = List.of(
            // the deploy that failed
            DemoSurge.cpu(383.27, 3.4),
            DemoSurge.cpu(448.61, 9.7),
            DemoSurge.cpu(561.14, 12.6),
            DemoSurge.cpu(694.83, 14.2),
            // nobody deploys anything
            DemoSurge.cpu(1387.42, 1.3),
            // the retry
            DemoSurge.cpu(1524.55, 6.8),
            DemoSurge.cpu(1611.02, 17.9),
            DemoSurge.cpu(1742.76, 11.3),
            DemoSurge.cpu(1868.31, 23.4),
            DemoSurge.cpu(2013.88, 15.1),
            // its roll-back
            DemoSurge.cpu(2148.19, 19.6),
            DemoSurge.cpu(2287.64, 27.3));

    private static final List<DemoSurge> SLOW_SURGES = List.of(
            DemoSurge.cpu(449.06, 5.2),
            DemoSurge.cpu(695.37, 8.8),
            DemoSurge.link(696.11, 7.3, 2_100),
            DemoSurge.cpu(1611.48, 9.4),
            DemoSurge.link(1612.25, 14.6, 4_300),
            DemoSurge.cpu(1869.13, 13.7),
            DemoSurge.link(1870.02, 24.8, 5_600),
            DemoSurge.cpu(2149.27, 12.2),
            DemoSurge.link(2288.35, 71.5, 6_000));

    private DemoIncident() {}

    /** Writes the recording, in order of time. */
    static void writeRecording(Appendable out) throws IOException {
        out.append(HEAD);
        DemoHost fast = new DemoHost(FAST, FAST_SURGES, 1001);
        DemoHost slow = new DemoHost(SLOW, SLOW_SURGES, 1002);
        for (long tick = 0; tick <= (long) SECONDS * DemoHost.TICKS_PER_SECOND; tick++) {
            read(fast, tick, 4, out);
            read(slow, tick, 7, out);
            boolean deploying = deploying(tick);
            fast.tick(tick, deploying);
            slow.tick(tick, deploying);
        }
        out.append("# EOF\n");
    }

    private static void read(DemoHost host, long tick, int offsetMillis, Appendable out) throws IOException {
        if (host.readAt(tick)) {
            host.write(out, DemoHost.timestamp(START.plusMillis(offsetMillis), tick));
        }
    }

    private static boolean deploying(long tick) {
        long second = tick / DemoHost.TICKS_PER_SECOND;
        return DEPLOYING.stream().anyMatch(span -> span[0] <= second && second < span[1]);
    }

    /** The deploys of that hour, a line for each change of phase. */
    static String deploys() {
        return """
                {"synthetic":true,"source":"scap","externalId":"sync-prod-k8s-1","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"sync-prod-k8s","app":"mediawiki","revision":"2024-05-28-121405","actor":"deployer","phase":"started","startedAt":"2024-05-28T12:16:02Z","size":1000,"clockUncertainty":1}
                {"synthetic":true,"source":"scap","externalId":"sync-prod-k8s-1","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"sync-prod-k8s","app":"mediawiki","revision":"2024-05-28-121405","actor":"deployer","phase":"failed","startedAt":"2024-05-28T12:16:02Z","finishedAt":"2024-05-28T12:23:11Z","size":1000,"clockUncertainty":1}
                {"synthetic":true,"source":"helmfile","externalId":"rdf-streaming-updater-41","cluster":"wikikube-eqiad","namespace":"rdf-streaming-updater","kind":"Deployment","name":"rdf-streaming-updater","app":"rdf-streaming-updater","revision":"41","actor":"another deployer","phase":"succeeded","startedAt":"2024-05-28T12:27:20Z","finishedAt":"2024-05-28T12:28:05Z","size":6,"clockUncertainty":1}
                {"synthetic":true,"source":"scap","externalId":"sync-prod-k8s-2","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"sync-prod-k8s [retry]","app":"mediawiki","revision":"2024-05-28-121405","actor":"deployer","phase":"started","startedAt":"2024-05-28T12:35:09Z","size":1000,"clockUncertainty":1}
                {"synthetic":true,"source":"scap","externalId":"sync-prod-k8s-2","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"sync-prod-k8s [retry]","app":"mediawiki","revision":"2024-05-28-121405","actor":"deployer","phase":"failed","startedAt":"2024-05-28T12:35:09Z","finishedAt":"2024-05-28T12:45:13Z","size":1000,"clockUncertainty":1}
                {"synthetic":true,"source":"scap","externalId":"sync-prod-k8s-3","cluster":"wikikube-eqiad","namespace":"mw-web","kind":"scap","name":"roll-back of sync-prod-k8s","app":"mediawiki","revision":"2024-05-27-201512","actor":"deployer","phase":"rolled-back","startedAt":"2024-05-28T12:45:20Z","finishedAt":"2024-05-28T12:52:05Z","size":1000,"clockUncertainty":1}
                """;
    }
}
