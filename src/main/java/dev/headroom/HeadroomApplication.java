// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.replay.CommandLineEntry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The entry point: a command where the arguments name one, the service otherwise. */
@SpringBootApplication
public class HeadroomApplication {
    public static void main(String[] args) {
        if (CommandLineEntry.claims(args)) {
            System.exit(CommandLineEntry.run(System::nanoTime, args));
        }
        // It warms up, on a second thread, writers of formats that are never written here: some 600 classes, for
        // nothing.
        System.setProperty("spring.backgroundpreinitializer.ignore", "true");
        SpringApplication.run(HeadroomApplication.class, args);
    }
}
