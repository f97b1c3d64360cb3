// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * CDEvents of services, over CloudEvents in structured mode (the event is in {@code data}), in binary mode (the body is the event)
 * or in batches (an array). Such an event tells that something has happened, so each is a deploy of its own, known at its end.
 */
final class CdEventsWebhook {
    private static final String PREFIX = "dev.cdevents.service.";

    private CdEventsWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        List<DeployReport> reports = new ArrayList<>();
        String other = "nothing";
        for (Payload element : payload.elements()) {
            Payload event = element.has("data") ? element.child("data") : element;
            String type = event.child("context").required("type");
            if (isOfAService(type)) {
                reports.add(report(event, type));
            } else {
                other = type;
            }
        }
        return reports.isEmpty()
                ? Told.nothing(
                        "The event '" + InvalidDeployException.shown(other) + "' tells of no deploy of a service.")
                : new Told(reports, null);
    }

    private static boolean isOfAService(String type) {
        if (!type.startsWith(PREFIX)) {
            return false;
        }
        return switch (predicate(type)) {
            case "deployed", "upgraded", "rolledback", "removed", "published" -> true;
            default -> false;
        };
    }

    /** {@code deployed} of {@code dev.cdevents.service.deployed.0.1.1}. */
    private static String predicate(String type) {
        int end = type.indexOf('.', PREFIX.length());
        return type.substring(PREFIX.length(), end < 0 ? type.length() : end);
    }

    private static DeployReport report(Payload event, String type) throws InvalidDeployException {
        Payload context = event.child("context");
        Payload subject = event.child("subject");
        Payload content = subject.child("content");
        String name = subject.required("id");
        Instant at = context.time("timestamp");
        Phase phase = predicate(type).equals("rolledback") ? Phase.ROLLED_BACK : Phase.SUCCEEDED;
        return new ReportDraft(WebhookSource.CDEVENTS.id(), context.required("id"), phase, at)
                .finishedAt(at)
                .in(content.child("environment").text("id"), null)
                .object("service", name)
                .app(name.substring(name.lastIndexOf('/') + 1))
                .revision(content.text("artifactId"))
                .actor(context.text("source"))
                .report();
    }
}
