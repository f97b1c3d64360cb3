// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import java.time.Instant;

/**
 * Argo CD's notifications, in the form of the template that comes with Headroom (config/argocd-notifications.yaml). A sync is named by
 * its start, so that syncing one revision twice is two deploys. When it has succeeded it is only applied: it ends when the
 * application is healthy.
 */
final class ArgoCdWebhook {
    private ArgoCdWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        String phase = payload.required("phase");
        boolean healthy = "Healthy".equals(payload.text("health"));
        return switch (phase) {
            case "Running" -> Told.of(draft(payload, Phase.STARTED).report());
            case "Succeeded" ->
                Told.of(
                        healthy
                                ? draft(payload, Phase.SUCCEEDED)
                                        .finishedAt(healthyAt(payload))
                                        .report()
                                : draft(payload, Phase.STARTED).report());
            case "Failed", "Error" ->
                Told.of(draft(payload, Phase.FAILED)
                        .finishedAt(payload.time("finishedAt"))
                        .report());
            default ->
                Told.nothing(
                        "The phase '" + InvalidDeployException.shown(phase) + "' neither starts nor ends a deploy.");
        };
    }

    private static Instant healthyAt(Payload payload) throws InvalidDeployException {
        Instant seen = payload.optionalTime("healthyAt");
        Instant applied = payload.time("finishedAt");
        return seen == null || seen.isBefore(applied) ? applied : seen;
    }

    private static ReportDraft draft(Payload payload, Phase phase) throws InvalidDeployException {
        String app = payload.required("app");
        String home = payload.text("appNamespace");
        Instant startedAt = payload.time("startedAt");
        return new ReportDraft(
                        WebhookSource.ARGOCD.id(),
                        (home == null ? "" : home + "/") + app + "@" + startedAt,
                        phase,
                        startedAt)
                .in(payload.text("cluster"), payload.text("namespace"))
                .object("Application", app)
                .app(app)
                .revision(payload.text("revision"))
                .actor(payload.text("initiatedBy"));
    }
}
