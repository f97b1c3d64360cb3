// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program that records as fast as it can and is killed meanwhile: says after each write up to which tick it has written. */
public final class FlightVictim {
    private FlightVictim() {}

    /** @param arguments the directory, and the tick to begin with */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        FlightRecorder recorder = new FlightRecorder(KnownSamples.settings(Path.of(arguments[0])), System::nanoTime);
        KnownSamples samples = new KnownSamples(recorder, Long.parseLong(arguments[1]));
        while (recorder.status().writable()) {
            samples.tell(10);
            recorder.write();
            out.println(samples.tick());
        }
    }
}
