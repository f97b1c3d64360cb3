// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/** The incident of 2024 as {@code replay --serve} opens it, played to its end. */
final class RecordedIncident implements AutoCloseable {
    private static final Path RECORDING =
            Path.of("docs/demo/2024-05-28-wikikube/recording.om.gz").toAbsolutePath();

    private final HeadroomJar service;

    private RecordedIncident(HeadroomJar service) {
        this.service = service;
    }

    /** Plays it. */
    static RecordedIncident play(Path folder, String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 2];
        all[0] = "--speed";
        all[1] = "1000";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        HeadroomJar service = HeadroomJar.play(folder, RECORDING, all);
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> service.log().contains("The recording has ended"));
            return new RecordedIncident(service);
        } catch (ConditionTimeoutException e) {
            try (service) {
                throw new IllegalStateException("it did not play to the end: " + service.log(), e);
            }
        }
    }

    /** Who plays it. */
    HeadroomJar service() {
        return service;
    }

    /** Where it is, with a slash at its end. */
    String root() {
        return "http://127.0.0.1:" + service.port() + "/";
    }

    /** All bursts, the newest first. */
    List<JsonNode> bursts() {
        return service.api("bursts?limit=500").get("bursts").valueStream().toList();
    }

    /** The burst that the page shows when it is asked for none: the one that began last. */
    JsonNode newest() {
        return bursts().getFirst();
    }

    @Override
    public void close() throws InterruptedException {
        service.close();
    }
}
