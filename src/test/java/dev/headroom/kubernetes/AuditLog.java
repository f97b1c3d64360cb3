// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an API server itself wrote down of the requests it got: each one once, a watch when it began. */
final class AuditLog {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules: [{level: Metadata}]
            """;

    private final Path file;
    private final Path policy;

    /**
     * One request.
     *
     * @param agent the name of the program, without version and system
     * @param verb get, list, watch, create, update, patch or delete
     * @param what resource and API group, or the path where it is of no resource
     * @param code the HTTP status
     * @param took from its arrival to its answer, of a watch to its beginning
     */
    record Request(String agent, String verb, String what, String namespace, int code, Instant at, Duration took) {}

    /** @param folder for the policy and the log */
    AuditLog(Path folder) throws IOException {
        file = folder.resolve("audit.log");
        policy = Files.writeString(folder.resolve("audit-policy.yaml"), POLICY);
    }

    /** What the API server is to be started with. */
    String[] options() {
        return new String[] {
            "--audit-policy-file=" + policy, "--audit-log-path=" + file, "--audit-log-maxsize=2000",
        };
    }

    /** All requests so far that began at or after this instant, of every program. */
    List<Request> since(Instant since) throws IOException {
        List<Request> requests = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event;
                try {
                    event = MAPPER.readTree(line);
                } catch (JacksonException lastLineIsStillBeingWritten) {
                    break;
                }
                Instant at =
                        Instant.parse(event.path("requestReceivedTimestamp").asString());
                // a watch has two events: only the first is of now
                String last = "watch".equals(event.path("verb").asString()) ? "ResponseStarted" : "ResponseComplete";
                if (!at.isBefore(since) && last.equals(event.path("stage").asString())) {
                    requests.add(request(event, at));
                }
            }
        }
        return requests;
    }

    private static Request request(JsonNode event, Instant at) {
        JsonNode object = event.path("objectRef");
        String resource = object.path("resource").asString("");
        String group = object.path("apiGroup").asString("");
        return new Request(
                event.path("userAgent").asString("").split("[/ ]", 2)[0],
                event.path("verb").asString(),
                resource.isEmpty()
                        ? event.path("requestURI").asString().split("\\?", 2)[0]
                        : resource + (group.isEmpty() ? "" : "." + group),
                object.path("namespace").asString(""),
                event.path("responseStatus").path("code").asInt(0),
                at,
                Duration.between(at, Instant.parse(event.path("stageTimestamp").asString())));
    }
}
