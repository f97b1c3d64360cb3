// SPDX-License-Identifier: Apache-2.0
package dev.headroom.demo;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One API server of the demo: its counters, moved on tick by tick as a kernel does it, so that the modes of every CPU add up to the
 * time that has passed and no link carries more than its speed.
 */
final class DemoHost {
    static final int TICKS_PER_SECOND = 100;
    static final int CPUS = 4;

    private static final double BYTES_PER_SEGMENT = 1_386;
    private static final double API_SERVER_SHARE = 0.84;

    /**
     * What is particular to a host.
     *
     * @param name the host's name
     * @param device its interface
     * @param linkBytesPerSecond the speed of its link
     * @param idleCpu share of its CPUs in use while nothing is deployed
     * @param deployCpu share in use while something is, between two surges
     * @param idleSend bytes sent per second while nothing is deployed
     * @param deploySend bytes sent per second while something is
     * @param surgeSend bytes sent per second while the CPUs are full
     * @param bootSeconds time the host has been up when the recording begins
     */
    record Profile(
            String name,
            String device,
            double linkBytesPerSecond,
            double idleCpu,
            double deployCpu,
            double idleSend,
            double deploySend,
            double surgeSend,
            long bootSeconds) {}

    private final Profile profile;
    private final List<DemoSurge> surges;
    private final Random random;
    private final long[] userTicks = new long[CPUS];
    private final long[] systemTicks = new long[CPUS];
    private final long[] iowaitTicks = new long[CPUS];
    private final long[] idleTicks = new long[CPUS];
    private final double[] owed = new double[CPUS];
    private long processTicks;
    private double processOwed;
    private double sentBytes;
    private double receivedBytes;
    private double sentSegments;
    private double retransmittedSegments;
    private double drift = 1;

    DemoHost(Profile profile, List<DemoSurge> surges, long seed) {
        this.profile = profile;
        this.surges = List.copyOf(surges);
        this.random = new Random(seed);
        long ticks = profile.bootSeconds() * TICKS_PER_SECOND;
        for (int cpu = 0; cpu < CPUS; cpu++) {
            long busy = (long) (ticks * profile.idleCpu() * (0.97 + 0.02 * cpu));
            userTicks[cpu] = busy * 7 / 10;
            systemTicks[cpu] = busy - userTicks[cpu];
            iowaitTicks[cpu] = ticks / 900 + 13L * cpu;
            idleTicks[cpu] = ticks - busy - iowaitTicks[cpu];
            processTicks += (long) (busy * API_SERVER_SHARE);
        }
        sentBytes = Math.floor(profile.bootSeconds() * profile.idleSend());
        receivedBytes = Math.floor(sentBytes * 0.31);
        sentSegments = Math.floor(sentBytes / BYTES_PER_SEGMENT);
        retransmittedSegments = Math.floor(sentSegments / 21_000);
    }

    /** Lets 10 ms pass. */
    void tick(long tick, boolean deploying) {
        if (tick % TICKS_PER_SECOND == 0) {
            drift = Math.clamp(drift + (random.nextDouble() - 0.5) * 0.12 - (drift - 1) * 0.15, 0.85, 1.18);
        }
        boolean cpuFull = false;
        boolean linkFull = false;
        double retransmitsPerSecond = 1.5;
        for (DemoSurge surge : surges) {
            if (surge.covers(tick)) {
                cpuFull |= surge.cpuFull();
                linkFull |= surge.linkFull();
                retransmitsPerSecond += surge.retransmitsPerSecond() * (0.9 + 0.2 * random.nextDouble());
            }
        }
        compute(cpuFull ? 1 : drift * (deploying ? profile.deployCpu() : profile.idleCpu()));
        double send = cpuFull ? profile.surgeSend() : deploying ? profile.deploySend() : profile.idleSend();
        send(
                linkFull
                        ? profile.linkBytesPerSecond() * (0.984 + 0.014 * random.nextDouble())
                        : send * drift * (0.9 + 0.2 * random.nextDouble()),
                retransmitsPerSecond);
    }

    private void compute(double share) {
        for (int cpu = 0; cpu < CPUS; cpu++) {
            owed[cpu] += share;
            if (owed[cpu] >= 1) {
                owed[cpu] -= 1;
                if (random.nextInt(10) < 7) {
                    userTicks[cpu]++;
                } else {
                    systemTicks[cpu]++;
                }
                processOwed += API_SERVER_SHARE;
            } else if (random.nextInt(900) == 0) {
                iowaitTicks[cpu]++;
            } else {
                idleTicks[cpu]++;
            }
        }
        processTicks += (long) processOwed;
        processOwed -= (long) processOwed;
    }

    private void send(double bytesPerSecond, double retransmitsPerSecond) {
        sentBytes += bytesPerSecond / TICKS_PER_SECOND;
        receivedBytes += bytesPerSecond * 0.31 / TICKS_PER_SECOND;
        sentSegments += bytesPerSecond / TICKS_PER_SECOND / BYTES_PER_SEGMENT;
        retransmittedSegments += retransmitsPerSecond / TICKS_PER_SECOND;
    }

    /** True at the ticks at which this host is read: every second, and every 100 ms around a surge. */
    boolean readAt(long tick) {
        return tick % TICKS_PER_SECOND == 0
                || (tick % 10 == 0 && surges.stream().anyMatch(surge -> surge.closelyWatched(tick)));
    }

    /** The time of a tick as a recording writes it. */
    static String timestamp(Instant start, long tick) {
        long millis = start.toEpochMilli() + tick * (1_000 / TICKS_PER_SECOND);
        return String.format(Locale.ROOT, "%d.%03d", millis / 1_000, millis % 1_000);
    }

    /** Writes a reading: all counters as they stand, at one time. */
    void write(Appendable out, String timestamp) throws IOException {
        String host = "{instance=\"" + profile.name() + ":9100\"";
        for (int cpu = 0; cpu < CPUS; cpu++) {
            mode(out, host, cpu, "idle", idleTicks[cpu], timestamp);
            mode(out, host, cpu, "iowait", iowaitTicks[cpu], timestamp);
            mode(out, host, cpu, "steal", 0, timestamp);
            mode(out, host, cpu, "system", systemTicks[cpu], timestamp);
            mode(out, host, cpu, "user", userTicks[cpu], timestamp);
        }
        String device = host + ",device=\"" + profile.device() + "\"}";
        line(out, "node_network_receive_bytes_total" + device, whole(receivedBytes), timestamp);
        line(out, "node_network_speed_bytes" + device, whole(profile.linkBytesPerSecond()), timestamp);
        line(out, "node_network_transmit_bytes_total" + device, whole(sentBytes), timestamp);
        line(out, "node_netstat_Tcp_OutSegs" + host + "}", whole(sentSegments), timestamp);
        line(out, "node_netstat_Tcp_RetransSegs" + host + "}", whole(retransmittedSegments), timestamp);
        line(
                out,
                "process_cpu_seconds_total{instance=\"" + profile.name() + ":6443\",job=\"kube-apiserver\"}",
                seconds(processTicks),
                timestamp);
    }

    private static void mode(Appendable out, String host, int cpu, String mode, long ticks, String timestamp)
            throws IOException {
        line(
                out,
                "node_cpu_seconds_total" + host + ",cpu=\"" + cpu + "\",mode=\"" + mode + "\"}",
                seconds(ticks),
                timestamp);
    }

    private static void line(Appendable out, String series, String value, String timestamp) throws IOException {
        out.append(series)
                .append(' ')
                .append(value)
                .append(' ')
                .append(timestamp)
                .append('\n');
    }

    private static String seconds(long ticks) {
        return String.format(Locale.ROOT, "%d.%02d", ticks / TICKS_PER_SECOND, ticks % TICKS_PER_SECOND);
    }

    private static String whole(double value) {
        return Long.toString((long) value);
    }
}
