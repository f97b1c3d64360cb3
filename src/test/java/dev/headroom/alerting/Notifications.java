// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The webhook of whoever is on call: what Alertmanagers notify it of. */
public final class Notifications implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final FakeServer server;

    public Notifications() throws IOException {
        server = new FakeServer();
    }

    /** A configuration of Alertmanager that notifies at once, of the end too. */
    public String configuration() {
        return """
                route:
                  receiver: on-call
                  group_by: [alertname, target]
                  group_wait: 1s
                  group_interval: 2s
                  repeat_interval: 4h
                receivers:
                  - name: on-call
                    webhook_configs:
                      - url: %s/
                        send_resolved: true
                """.formatted(server.address());
    }

    /** The notifications with this status, firing or resolved. */
    public List<JsonNode> all(String status) {
        return server.requests().stream()
                .map(request -> JSON.readTree(request.body()))
                .filter(notification -> notification.path("status").asString("").equals(status))
                .toList();
    }

    /**
     * The alerts they were told of with this status, each by its labels and its start. Alertmanager itself notifies at least once: a replica that
     * comes back may say again what the other has said, of the same alert.
     */
    public Set<String> told(String status) {
        return all(status).stream()
                .flatMap(notification -> notification.path("alerts").valueStream())
                .map(alert -> alert.path("labels") + " " + alert.path("startsAt"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
