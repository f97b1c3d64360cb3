// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program that records as fast as it can and is killed meanwhile: says after each write up to which tick it has written. What a tick
 * holds follows from its number.
 */
public final class FlightVictim {
    static final SignalKey CPU = new SignalKey("victim", SignalKind.CPU, "");
    static final SignalKey LINK = new SignalKey("victim", SignalKind.NETWORK_TRANSMIT, "eth0");
    static final double CORES = 2;
    static final double LINK_SPEED = 125_000_000;

    private FlightVictim() {}

    static FlightSettings settings(Path directory) {
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

    /** @param arguments the directory, and the tick to begin with */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        FlightRecorder recorder = new FlightRecorder(settings(Path.of(arguments[0])), System::nanoTime);
        SampleSink cpu = recorder.sinkFor(CPU);
        SampleSink link = recorder.sinkFor(LINK);
        long tick = Long.parseLong(arguments[1]);
        cpu.limit(at(tick), new Limit.Known(CORES));
        link.limit(at(tick), new Limit.Known(LINK_SPEED));
        while (recorder.status().writable()) {
            for (int i = 0; i < 10; i++) {
                cpu.sample(at(tick), at(tick + 1), cpu(tick), CORES * 0.1);
                link.sample(at(tick), at(tick + 1), link(tick), LINK_SPEED * 0.1);
                tick++;
            }
            recorder.write();
            out.println(tick);
        }
    }
}
