// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.deploys.DeployTelling;
import dev.headroom.sampling.CounterSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * A recording that is to be played in the service as if it happened now. It was read to its end and is right.
 *
 * @param file where it is
 * @param from its first reading
 * @param to its last reading
 * @param at where the playing begins; what is before is read at once
 * @param speed seconds of the recording that pass in a second, 0.1 to 1000
 * @param deploys what is told of deploys, in order of time
 * @param serviceArguments what the user configures of the service, as {@code --server.port=19900}
 */
public record PlayedRecording(
        Path file,
        Instant from,
        Instant to,
        Instant at,
        double speed,
        List<DeployTelling> deploys,
        List<String> serviceArguments) {
    public PlayedRecording {
        deploys = List.copyOf(deploys);
        serviceArguments = List.copyOf(serviceArguments);
    }

    /**
     * Reads it once more and hands on what it holds.
     *
     * @param targets gives the sink of a target
     * @param pace decides when each time of the recording is handed on
     * @throws RecordingException when it is not what it was
     * @throws IOException when it cannot be read any more, or is not to be
     */
    public void play(Function<String, CounterSink> targets, RecordingPace pace) throws IOException, RecordingException {
        new RecordingReader(targets, ReadProgress.NONE, pace).read(file);
    }
}
