// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportDraft;
import dev.headroom.deploys.webhook.WebhookSource.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Flux' notification-controller. A HelmRelease tells only that something ended, so each such event is a deploy of its own, known at
 * its end. A Kustomization tells that it applies a revision ({@code Progressing}) and how that ended.
 */
final class FluxWebhook {
    private static final String OBJECT = "involvedObject";

    private FluxWebhook() {}

    static Told read(Payload payload, Headers headers) throws InvalidDeployException {
        String kind = payload.child(OBJECT).required("kind");
        String reason = payload.required("reason");
        Phase phase = switch (kind) {
            case "HelmRelease" -> helmPhase(reason);
            case "Kustomization" -> kustomizePhase(reason);
            default -> null;
        };
        if (phase == null) {
            return Told.nothing("The reason '" + InvalidDeployException.shown(reason) + "' of a "
                    + InvalidDeployException.shown(kind) + " neither starts nor ends a deploy.");
        }
        return Told.of(draft(payload, kind, phase).report());
    }

    private static @Nullable Phase helmPhase(String reason) {
        return switch (reason) {
            case "InstallSucceeded", "UpgradeSucceeded", "UninstallSucceeded" -> Phase.SUCCEEDED;
            case "RollbackSucceeded" -> Phase.ROLLED_BACK;
            case "InstallFailed", "UpgradeFailed", "RollbackFailed", "UninstallFailed" -> Phase.FAILED;
            default -> null;
        };
    }

    private static @Nullable Phase kustomizePhase(String reason) {
        return switch (reason) {
            case "Progressing" -> Phase.STARTED;
            case "ReconciliationSucceeded" -> Phase.SUCCEEDED;
            case "ReconciliationFailed", "HealthCheckFailed" -> Phase.FAILED;
            default -> null;
        };
    }

    private static ReportDraft draft(Payload payload, String kind, Phase phase) throws InvalidDeployException {
        Payload object = payload.child(OBJECT);
        String name = object.required("name");
        String namespace = object.text("namespace");
        String revision = revision(payload.child("metadata"));
        Instant at = payload.time("timestamp");
        String named = kind + "/" + (namespace == null ? "" : namespace + "/") + name;
        boolean ofRevision = kind.equals("Kustomization") && revision != null;
        return new ReportDraft(
                        WebhookSource.FLUX.id(), named + "@" + (ofRevision ? revision : at.toString()), phase, at)
                .finishedAt(phase == Phase.STARTED ? null : at)
                .in(null, namespace)
                .object(kind, name)
                .app(name)
                .revision(revision)
                .actor(payload.text("reportingController"));
    }

    /** Each controller has its own prefix: {@code helm.toolkit.fluxcd.io/revision}. */
    private static @Nullable String revision(Payload metadata) throws InvalidDeployException {
        for (String name : metadata.names()) {
            if (name.equals("revision") || name.endsWith("/revision")) {
                return metadata.text(name);
            }
        }
        return null;
    }
}
