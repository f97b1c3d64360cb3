// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployTime;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GitLab's deployment events. Each tells the time of the change only: where no {@code running} came, the end is the start as well. */
final class GitLabWebhook {
    /** {@code 2022-08-05 14:25:15 +0800}, and {@code UTC} for the offset as older versions wrote it. */
    private static final Pattern TIME = Pattern.compile("(\\S+) (\\S+) (UTC|[+-]\\d\\d:?\\d\\d)");

    private GitLabWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        String kind = payload.required("object_kind");
        if (!kind.equals("deployment")) {
            return Told.nothing("The event '" + InvalidDeployException.shown(kind)
                    + "' tells of no deploy; tick 'Deployment events' only.");
        }
        String status = payload.required("status");
        return switch (status) {
            case "running" -> Told.of(draft(payload, Phase.STARTED).report());
            case "success" -> ended(payload, Phase.SUCCEEDED);
            case "failed", "canceled" -> ended(payload, Phase.FAILED);
            default ->
                Told.nothing(
                        "The status '" + InvalidDeployException.shown(status) + "' neither starts nor ends a deploy.");
        };
    }

    private static Told ended(Payload payload, Phase phase) throws InvalidDeployException {
        return Told.of(draft(payload, phase).finishedAt(time(payload)).report());
    }

    private static ReportDraft draft(Payload payload, Phase phase) throws InvalidDeployException {
        String project = payload.child("project").required("path_with_namespace");
        String user = payload.child("user").text("username");
        String sha = payload.text("short_sha");
        return new ReportDraft(WebhookSource.GITLAB.id(), payload.required("deployment_id"), phase, time(payload))
                .in(payload.text("environment"), null)
                .object("deployment", project)
                .app(project.substring(project.lastIndexOf('/') + 1))
                .revision(sha == null ? payload.text("ref") : sha)
                .actor(user == null ? payload.child("user").text("name") : user);
    }

    private static Instant time(Payload payload) throws InvalidDeployException {
        String text = payload.required("status_changed_at");
        Matcher own = TIME.matcher(text);
        String iso = own.matches()
                ? own.group(1) + "T" + own.group(2) + (own.group(3).equals("UTC") ? "Z" : own.group(3))
                : text;
        return DeployTime.parse("status_changed_at", iso);
    }
}
