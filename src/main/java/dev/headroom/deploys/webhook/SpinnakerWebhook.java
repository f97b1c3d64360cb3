// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What Spinnaker's echo sends of pipelines; of their stages and tasks it sends as well, which tell nothing new. */
final class SpinnakerWebhook {
    private SpinnakerWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        Payload details = payload.child("details");
        String type = details.required("type");
        Phase phase = switch (type) {
            case "orca:pipeline:starting" -> Phase.STARTED;
            case "orca:pipeline:complete" -> Phase.SUCCEEDED;
            case "orca:pipeline:failed" -> Phase.FAILED;
            default -> null;
        };
        if (phase == null) {
            return Told.nothing(
                    "The event '" + InvalidDeployException.shown(type) + "' neither starts nor ends a pipeline.");
        }
        Payload content = payload.child("content");
        Payload execution = content.child("execution");
        Instant created = details.epochMillis("created");
        Instant startedAt =
                first(first(execution.epochMillis("startTime"), execution.epochMillis("buildTime")), created);
        if (startedAt == null) {
            throw InvalidDeployException.field(
                    details.path("created"), details.path("created") + " is missing; when did the pipeline start?");
        }
        String id = content.text("executionId");
        String user = execution.child("authentication").text("user");
        String pipeline = execution.text("name");
        Instant finishedAt = phase == Phase.STARTED ? null : first(execution.epochMillis("endTime"), created);
        return Told.of(new ReportDraft(
                        WebhookSource.SPINNAKER.id(), id == null ? execution.required("id") : id, phase, startedAt)
                .finishedAt(finishedAt)
                .object("pipeline", pipeline)
                .app(details.required("application"))
                .actor(user == null ? execution.child("trigger").text("user") : user)
                .report());
    }

    private static @Nullable Instant first(@Nullable Instant one, @Nullable Instant other) {
        return one == null ? other : one;
    }
}
