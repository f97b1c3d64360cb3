// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.kubernetes.Workload.DeployGroup;
import dev.headroom.kubernetes.Workload.Progress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a workload from its object. Nothing of the object is kept that is not in {@link Workload}; long texts are cut. */
final class WorkloadJson {
    private static final int LONGEST_TEXT = 253;
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private static final List<String> APP_LABELS =
            List.of("app.kubernetes.io/part-of", "app.kubernetes.io/name", "app", "k8s-app");

    private final WorkloadKind kind;
    private final JsonNode metadata;
    private final JsonNode spec;
    private final JsonNode status;
    private final JsonNode labels;
    private final JsonNode annotations;

    private WorkloadJson(WorkloadKind kind, JsonNode object) {
        this.kind = kind;
        this.metadata = object.path("metadata");
        this.spec = object.path("spec");
        this.status = object.path("status");
        this.labels = metadata.path("labels");
        this.annotations = metadata.path("annotations");
    }

    /** The workload this object is; what it does not tell is taken for zero or none. */
    static Workload read(WorkloadKind kind, JsonNode object) {
        return new WorkloadJson(kind, object).workload();
    }

    private Workload workload() {
        JsonNode writer = lastWriterOfTheTemplate();
        String name = text(metadata, "name");
        return new Workload(
                kind,
                text(metadata, "uid"),
                text(metadata, "namespace"),
                name,
                text(metadata, "resourceVersion"),
                generation(),
                generation() <= observedGeneration(),
                revision(),
                spec.path("template").hashCode(),
                progress(),
                rollingOut(),
                desired(),
                time(metadata.path("creationTimestamp")),
                writer == null ? null : time(writer.path("time")),
                time(progressing().path("lastUpdateTime")),
                app(name),
                writer == null ? null : optional(writer, "manager"),
                group());
    }

    private long generation() {
        return metadata.path("generation").asLong(0);
    }

    private long observedGeneration() {
        return status.path("observedGeneration").asLong(0);
    }

    private @Nullable String revision() {
        if (text(spec.path("updateStrategy"), "type").equals("OnDelete")) {
            return null; // a new template replaces no pod by itself
        }
        return switch (kind) {
            case DEPLOYMENT -> optional(annotations, REVISION);
            case DAEMON_SET -> optional(annotations, TEMPLATE_GENERATION);
            case STATEFUL_SET -> optional(status, "updateRevision");
        };
    }

    private int desired() {
        return kind == WorkloadKind.DAEMON_SET
                ? status.path("desiredNumberScheduled").asInt(0)
                : spec.path("replicas").asInt(1);
    }

    private Progress progress() {
        long generation = generation();
        long observed = observedGeneration();
        return switch (kind) {
            case DEPLOYMENT ->
                RolloutRules.of(new RolloutRules.DeploymentState(
                        generation,
                        observed,
                        desired(),
                        count("replicas"),
                        count("updatedReplicas"),
                        count("availableReplicas"),
                        text(progressing(), "reason").equals("ProgressDeadlineExceeded")));
            case DAEMON_SET ->
                RolloutRules.of(new RolloutRules.DaemonSetState(
                        generation, observed, desired(), count("updatedNumberScheduled"), count("numberAvailable")));
            case STATEFUL_SET -> {
                JsonNode partition =
                        spec.path("updateStrategy").path("rollingUpdate").path("partition");
                yield RolloutRules.of(new RolloutRules.StatefulSetState(
                        generation,
                        observed,
                        desired(),
                        count("updatedReplicas"),
                        count("readyReplicas"),
                        partition.isNumber() ? partition.asInt() : null,
                        text(status, "currentRevision"),
                        text(status, "updateRevision")));
            }
        };
    }

    private boolean rollingOut() {
        return switch (kind) {
            // this reason stays from the end of one rollout to the beginning of the next
            case DEPLOYMENT -> !text(progressing(), "reason").equals("NewReplicaSetAvailable");
            case DAEMON_SET -> count("updatedNumberScheduled") < desired();
            case STATEFUL_SET -> !text(status, "currentRevision").equals(text(status, "updateRevision"));
        };
    }

    private int count(String field) {
        return status.path(field).asInt(0);
    }

    private JsonNode progressing() {
        for (JsonNode condition : status.path("conditions")) {
            if (text(condition, "type").equals("Progressing")) {
                return condition;
            }
        }
        return status.path("no condition");
    }

    /** The entry of managedFields that was the last to own a part of the template. */
    private @Nullable JsonNode lastWriterOfTheTemplate() {
        JsonNode last = null;
        for (JsonNode entry : metadata.path("managedFields")) {
            if (entry.path("fieldsV1").path("f:spec").has("f:template")
                    && (last == null || text(last, "time").compareTo(text(entry, "time")) <= 0)) {
                last = entry;
            }
        }
        return last;
    }

    private String app(String name) {
        for (String label : APP_LABELS) {
            String app = optional(labels, label);
            if (app != null) {
                return app;
            }
        }
        return name;
    }

    private @Nullable DeployGroup group() {
        String tracking = optional(annotations, "argocd.argoproj.io/tracking-id");
        if (tracking != null && tracking.indexOf(':') > 0) {
            return new DeployGroup("Application", null, tracking.substring(0, tracking.indexOf(':')));
        }
        DeployGroup group = group("HelmRelease", annotations, "meta.helm.sh/release-");
        if (group == null) {
            group = group("HelmRelease", labels, "helm.toolkit.fluxcd.io/");
        }
        return group == null ? group("Kustomization", labels, "kustomize.toolkit.fluxcd.io/") : group;
    }

    private static @Nullable DeployGroup group(String kind, JsonNode from, String prefix) {
        String name = optional(from, prefix + "name");
        return name == null ? null : new DeployGroup(kind, optional(from, prefix + "namespace"), name);
    }

    private static String text(JsonNode node, String field) {
        String text = optional(node, field);
        return text == null ? "" : text;
    }

    private static @Nullable String optional(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isString() || value.stringValue().isEmpty()) {
            return null;
        }
        String text = value.stringValue();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    private static @Nullable Instant time(JsonNode value) {
        if (!value.isString()) {
            return null;
        }
        try {
            return Instant.parse(value.stringValue());
        } catch (DateTimeException notATime) {
            return null;
        }
    }
}
