// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.history.HistoryDirectory;
import dev.headroom.history.HistoryRefusedException;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.FlightSettings;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SampleTee;
import dev.headroom.sampling.SignalKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flight recorder as it runs in the service: on where it is not turned off and its directory is this process's own. The embedded history
 * holds that already; beside a PostgreSQL it is taken here, and where that fails the service runs without a recorder and says so.
 */
final class Flight implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Flight.class);
    private static final String DIRECTORY = "flight";

    private final FlightRecorder recorder;
    private final @Nullable HistoryDirectory held;
    private final boolean on;

    /** Starts recording, if it is to be. */
    Flight(HeadroomProperties properties) {
        HistoryProperties history = properties.history();
        Path directory = history.directory(System.getenv(), System.getProperty("user.home"));
        this.held = history.flight().enabled() && history.url() != null ? take(directory) : null;
        this.on = history.flight().enabled() && (history.url() == null || held != null);
        this.recorder = new FlightRecorder(
                new FlightSettings(
                        directory.resolve(DIRECTORY),
                        history.flight().maxSize().toBytes(),
                        properties.sampling().interval()),
                System::nanoTime);
        if (on) {
            recorder.start();
        }
    }

    private static @Nullable HistoryDirectory take(Path directory) {
        try {
            return HistoryDirectory.take(directory);
        } catch (HistoryRefusedException refusal) {
            LOG.warn("No samples are recorded. {} {}", refusal.getMessage(), refusal.remedy());
            return null;
        }
    }

    /** The recorder; one that has nothing to tell where it is off. */
    FlightRecorder recorder() {
        return recorder;
    }

    /** Where the samples of a signal go: to detection first and then to the recorder. */
    SampleSink after(SampleSink detection, SignalKey key) {
        return on ? new SampleTee(detection, recorder.sinkFor(key)) : detection;
    }

    /** Writes what there is and ends. */
    @Override
    public void close() {
        if (on) {
            recorder.close();
        }
        if (held != null) {
            held.close();
        }
    }
}
