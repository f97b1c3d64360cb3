// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.PlainText;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import dev.headroom.identity.TimeOrderedId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Annotations as they are posted to Grafana. Tags written {@code app:web} (or with =) give app, cluster, namespace, revision, actor and phase;
 * an annotation without an end is a deploy of one moment. The same time, tags and text are the same deploy.
 */
final class GrafanaWebhook {
    /** What our own annotations are tagged with: reading them back would make a verdict a deploy. */
    private static final String OURS = "headroom";

    private GrafanaWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        List<String> tags = payload.texts("tags");
        if (tags.contains(OURS)) {
            return Told.nothing("An annotation tagged '" + OURS + "' is one of Headroom's own.");
        }
        Instant start = payload.epochMillis("time");
        if (start == null) {
            throw InvalidDeployException.field("time", "time is missing; expected milliseconds since the epoch");
        }
        Instant told = payload.epochMillis("timeEnd");
        Phase phase = phase(tags);
        Instant end = phase == Phase.STARTED ? null : told == null ? start : told;
        String text = payload.text("text");
        String app = tag(tags, "app");
        return Told.of(new ReportDraft(WebhookSource.GRAFANA.id(), id(start, tags, text), phase, start)
                .finishedAt(end)
                .in(tag(tags, "cluster"), tag(tags, "namespace"))
                .object("annotation", app)
                .app(app)
                .revision(tag(tags, "revision"))
                .actor(tag(tags, "actor"))
                .report());
    }

    private static String id(Instant start, List<String> tags, @Nullable String text) {
        String named = String.join(
                ",",
                tags.stream().filter(tag -> !tag.startsWith("phase")).sorted().toList());
        return TimeOrderedId.of(start.toEpochMilli(), named, text == null ? "" : text);
    }

    private static Phase phase(List<String> tags) throws InvalidDeployException {
        String told = tag(tags, "phase");
        if (told == null) {
            return Phase.SUCCEEDED;
        }
        for (Phase phase : Phase.values()) {
            if (phase.id().equals(told)) {
                return phase;
            }
        }
        throw InvalidDeployException.field(
                "tags",
                "tags has the phase '" + InvalidDeployException.shown(told)
                        + "'; expected started, succeeded, failed or rolled-back");
    }

    private static @Nullable String tag(List<String> tags, String name) {
        for (String tag : tags) {
            if (tag.length() > name.length() + 1
                    && tag.startsWith(name)
                    && (tag.charAt(name.length()) == ':' || tag.charAt(name.length()) == '=')) {
                return PlainText.cleaned(tag.substring(name.length() + 1));
            }
        }
        return null;
    }
}
