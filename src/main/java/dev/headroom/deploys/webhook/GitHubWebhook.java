// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import java.time.Instant;

/**
 * GitHub's {@code deployment_status} events. A deployment is started by the state {@code in_progress}; while it is pending, queued
 * or waits for an approval nothing changes in a cluster. Where no such state was told, the deployment's creation is the start.
 */
final class GitHubWebhook {
    private static final String EVENT = "deployment_status";

    private GitHubWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        String event = headers.first("X-GitHub-Event");
        if (event == null ? !payload.has(EVENT) : !event.equals(EVENT)) {
            return Told.nothing(
                    "The event " + (event == null ? "without a name" : "'" + InvalidDeployException.shown(event) + "'")
                            + " tells of no deploy; subscribe to 'Deployment statuses' only.");
        }
        Payload status = payload.child(EVENT);
        Payload deployment = payload.child("deployment");
        String state = status.required("state");
        Instant at = status.time("created_at");
        return switch (state) {
            case "in_progress" -> Told.of(draft(payload, Phase.STARTED, at).report());
            case "success" -> ended(payload, Phase.SUCCEEDED, deployment, at);
            case "failure", "error" -> ended(payload, Phase.FAILED, deployment, at);
            default ->
                Told.nothing(
                        "The state '" + InvalidDeployException.shown(state) + "' neither starts nor ends a deploy.");
        };
    }

    private static Told ended(Payload payload, Phase phase, Payload deployment, Instant at)
            throws InvalidDeployException {
        Instant created = deployment.time("created_at");
        return Told.of(draft(payload, phase, created.isAfter(at) ? at : created)
                .finishedAt(at)
                .report());
    }

    private static ReportDraft draft(Payload payload, Phase phase, Instant startedAt) throws InvalidDeployException {
        Payload deployment = payload.child("deployment");
        String repository = payload.child("repository").required("full_name");
        String environment = deployment.text("environment");
        return new ReportDraft(WebhookSource.GITHUB.id(), deployment.required("id"), phase, startedAt)
                .in(environment == null ? payload.child(EVENT).text("environment") : environment, null)
                .object(deployment.text("task"), repository)
                .app(repository.substring(repository.lastIndexOf('/') + 1))
                .revision(deployment.text("sha"))
                .actor(deployment.child("creator").text("login"));
    }
}
