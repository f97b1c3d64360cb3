// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import dev.headroom.identity.TimeOrderedId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Joins reports into deploys: those of one source and externalId are one deploy, and deploys that describe one change become a
 * parent with children. Otherwise one change that a deploy tool, Helm and Kubernetes all tell of would be three rivals for the same
 * burst.
 *
 * <p>A parent is the one that is named as such ({@link DeployReport#parentExternalId}), otherwise the deploy of another source with
 * the same app that overlaps it in time and started first (of those that started together, the one that lasted longest). Two deploys
 * of one source are never made parent and child unasked: a source knows its own.
 */
public final class DeployMerge {
    /**
     * How long a deploy that still runs is taken to last when overlaps are looked for: Helm's and kubectl's usual timeout. Without a
     * limit, one lost end would adopt every later deploy of its app.
     */
    static final Duration ASSUMED_LENGTH = Duration.ofMinutes(10);

    private static final Comparator<DeployReport> PARENTS_FIRST = Comparator.comparing(DeployReport::startedAt)
            .thenComparing(DeployMerge::assumedEnd, Comparator.reverseOrder())
            .thenComparing(DeployReport::source)
            .thenComparing(DeployReport::externalId);

    private final List<DeployReport> deploys;
    private final Map<DeployReport, DeployReport> parents = new HashMap<>();

    private DeployMerge(List<DeployReport> deploys) {
        this.deploys = deploys;
    }

    /**
     * The deploys these reports tell of, in the order of their start.
     *
     * @param reports in the order in which they were told: the last phase wins
     */
    public static List<Deploy> of(Collection<DeployReport> reports) {
        record Key(String source, String externalId) {}
        Map<Key, DeployReport> joined = new LinkedHashMap<>();
        for (DeployReport report : reports) {
            joined.merge(new Key(report.source(), report.externalId()), report, DeployReport::followedBy);
        }
        DeployMerge merge =
                new DeployMerge(joined.values().stream().sorted(PARENTS_FIRST).toList());
        merge.takeNamedParents();
        merge.findOtherParents();
        return merge.deploys.stream().map(merge::deploy).toList();
    }

    private void takeNamedParents() {
        Map<String, List<DeployReport>> byExternalId = new HashMap<>();
        for (DeployReport deploy : deploys) {
            byExternalId
                    .computeIfAbsent(deploy.externalId(), id -> new ArrayList<>())
                    .add(deploy);
        }
        for (DeployReport child : deploys) {
            List<DeployReport> named =
                    byExternalId.getOrDefault(Objects.requireNonNullElse(child.parentExternalId(), ""), List.of());
            // an id is only unique within its source: the child's own source is meant first
            named.stream()
                    .filter(parent -> !descends(parent, child))
                    .min(Comparator.comparing(parent -> parent.source().equals(child.source()) ? 0 : 1))
                    .ifPresent(parent -> parents.put(child, parent));
        }
    }

    private void findOtherParents() {
        Map<String, List<DeployReport>> runningByApp = new HashMap<>();
        for (DeployReport child : deploys) {
            if (child.app() == null) {
                continue;
            }
            List<DeployReport> running = runningByApp.computeIfAbsent(child.app(), app -> new ArrayList<>());
            running.removeIf(earlier -> assumedEnd(earlier).isBefore(child.startedAt()));
            if (!parents.containsKey(child)) {
                running.stream()
                        .filter(earlier -> !earlier.source().equals(child.source()) && !descends(earlier, child))
                        .findFirst()
                        .ifPresent(parent -> parents.put(child, parent));
            }
            running.add(child);
        }
    }

    private boolean descends(DeployReport deploy, DeployReport from) {
        for (DeployReport ancestor = deploy; ancestor != null; ancestor = parents.get(ancestor)) {
            if (ancestor == from) {
                return true;
            }
        }
        return false;
    }

    private static Instant assumedEnd(DeployReport deploy) {
        if (deploy.finishedAt() != null) {
            return deploy.finishedAt();
        }
        return deploy.phase() == Deploy.Phase.STARTED ? deploy.startedAt().plus(ASSUMED_LENGTH) : deploy.startedAt();
    }

    private Deploy deploy(DeployReport report) {
        DeployReport parent = parents.get(report);
        return new Deploy(
                id(report),
                report.source(),
                report.externalId(),
                report.cluster(),
                report.namespace(),
                report.kind(),
                report.name(),
                report.app(),
                report.revision(),
                report.actor(),
                report.phase(),
                report.startedAt(),
                report.finishedAt(),
                report.size(),
                parent == null ? null : id(parent),
                Objects.requireNonNullElse(report.clockUncertaintySeconds(), 0.0));
    }

    private static String id(DeployReport report) {
        return TimeOrderedId.of(
                report.startedAt().toEpochMilli(),
                report.source(),
                report.externalId(),
                report.startedAt().toString());
    }
}
