// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.replay.CommandLineEntry;
import dev.headroom.replay.PlayedRecording;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The entry point: a command where the arguments name one, the service otherwise, over a recording where the command asks for that. */
@SpringBootApplication
public class HeadroomApplication {
    public static void main(String[] args) {
        if (CommandLineEntry.claims(args)) {
            List<PlayedRecording> toPlay = new ArrayList<>();
            int exitCode = CommandLineEntry.run(System::nanoTime, toPlay::add, args);
            if (toPlay.isEmpty()) {
                System.exit(exitCode);
            }
            RecordingService.start(toPlay.getFirst());
            return;
        }
        // It warms up, on a second thread, writers of formats that are never written here: some 600 classes, for
        // nothing.
        System.setProperty("spring.backgroundpreinitializer.ignore", "true");
        SpringApplication.run(HeadroomApplication.class, args);
    }
}
