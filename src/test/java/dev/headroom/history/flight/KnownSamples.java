// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Samples of two signals that follow from the number of their tick, ten of which are a second: what is read back can be told right from wrong. */
public final class KnownSamples {
    static final SignalKey CPU = new SignalKey("victim", SignalKind.CPU, "");
    static final SignalKey LINK = new SignalKey("victim", SignalKind.NETWORK_TRANSMIT, "eth0");
    static final double CORES = 2;
    static final double LINK_SPEED = 125_000_000;

    private final SampleSink cpu;
    private final SampleSink link;
    private long tick;

    /** Records from this tick on. */
    public KnownSamples(FlightRecorder recorder, long tick) {
        this.cpu = recorder.sinkFor(CPU);
        this.link = recorder.sinkFor(LINK);
        this.tick = tick;
        cpu.limit(at(tick), new Limit.Known(CORES));
        link.limit(at(tick), new Limit.Known(LINK_SPEED));
    }

    public static FlightSettings settings(Path directory) {
        return new FlightSettings(directory, 64 << 20, Duration.ofMillis(100));
    }

    static long at(long tick) {
        return RecordedHost.START_NANOS + tick * RecordedHost.TICK_NANOS;
    }

    static double cpu(long tick) {
        return tick % 1000 * 200_000 / 1e9;
    }

    static double link(long tick) {
        return tick * 7919 % 12_500_000;
    }

    /** Tells the samples of so many ticks. */
    public void tell(int ticks) {
        for (long end = tick + ticks; tick < end; tick++) {
            cpu.sample(at(tick), at(tick + 1), cpu(tick), CORES * 0.1);
            link.sample(at(tick), at(tick + 1), link(tick), LINK_SPEED * 0.1);
        }
    }

    /** Lets so many ticks pass of which nothing is told. */
    public void skip(int ticks) {
        tick += ticks;
    }

    /** The tick that comes next. */
    public long tick() {
        return tick;
    }

    /**
     * Reads all samples back that there are from a tick on.
     *
     * @return their ticks, in order
     * @throws AssertionError when one is not as it was told, or not in order, or there twice
     */
    public static long[] ticksIn(FlightRecorder recorder, long from) throws IOException {
        SampleClip ofCpu = recorder.clip(CPU, at(from), Long.MAX_VALUE);
        SampleClip ofLink = recorder.clip(LINK, at(from), Long.MAX_VALUE);
        long[] ticks = ticks(ofCpu);
        for (int i = 0; i < ticks.length; i++) {
            require(ofCpu.usage()[i] == cpu(ticks[i]) && ofCpu.capacity()[i] == CORES * 0.1, CPU, ticks[i]);
        }
        long[] same = ticks(ofLink);
        for (int i = 0; i < same.length; i++) {
            require(ofLink.usage()[i] == link(same[i]) && ofLink.capacity()[i] == LINK_SPEED * 0.1, LINK, same[i]);
        }
        require(Arrays.equals(ticks, same), LINK, from);
        return ticks;
    }

    private static long[] ticks(SampleClip clip) {
        long[] ticks = new long[clip.size()];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = (clip.startNanos()[i] - RecordedHost.START_NANOS) / RecordedHost.TICK_NANOS;
            require(clip.startNanos()[i] == at(ticks[i]) && clip.endNanos()[i] == at(ticks[i] + 1), CPU, ticks[i]);
            require(i == 0 || ticks[i] > ticks[i - 1], CPU, ticks[i]);
        }
        return ticks;
    }

    private static void require(boolean right, SignalKey signal, long tick) {
        if (!right) {
            throw new AssertionError("tick %d of %s is not as it was told".formatted(tick, signal));
        }
    }

    /**
     * Reads the seconds back that a recorder makes of them, from its tiers as far as those are written.
     *
     * @return how many whole seconds there are
     * @throws AssertionError when the level of one is wrong
     */
    public static int secondsIn(FlightRecorder recorder, long ticks) throws IOException {
        int whole = 0;
        Summary summary = recorder.summary(CPU, at(0), at(ticks), Math.toIntExact(Math.max(1, ticks / 10)));
        for (int i = 0; i < summary.size(); i++) {
            if (summary.observedSeconds()[i] > 0.999 // else a minute that begins before the seconds do
                    && summary.endNanos()[i] - summary.startNanos()[i] == 10 * RecordedHost.TICK_NANOS) {
                long first = (summary.startNanos()[i] - RecordedHost.START_NANOS) / RecordedHost.TICK_NANOS;
                require(
                        near(summary.lowest()[i], cpu(first)) && near(summary.highest()[i], cpu(first + 9)),
                        CPU,
                        first);
                whole++;
            }
        }
        return whole;
    }

    private static boolean near(double level, double used) {
        return Math.abs(level - used / (CORES * 0.1)) < 1e-6;
    }
}
