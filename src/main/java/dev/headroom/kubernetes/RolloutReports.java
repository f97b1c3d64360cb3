// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.kubernetes.Workload.DeployGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes reports of rollouts. Workloads of one Helm release, Argo CD application or Flux kustomization that roll out together become the parts of one
 * deploy: as soon as there is a second. Not thread safe.
 */
final class RolloutReports implements Rollouts.RolloutListener, PodReplacements.RestartListener {
    /**
     * A rollout is known from when its change was seen, and the server works on it before that: most late when it is busiest, so a burst
     * may begin somewhat before the start that is told.
     */
    private static final double TOLD_LATE_SECONDS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RolloutReports.class);
    static final String SOURCE = "kubernetes";
    private static final String RESTART = "rolling-restart";

    /** Parts that begin this long after the last one ended belong to the next deploy of the group. */
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    private final @Nullable String cluster;
    private final Consumer<DeployReport> reports;
    private final Map<DeployGroup, Group> groups = new HashMap<>();

    private static final class Group {
        final String externalId;
        final DeployGroup of;
        final DeployReport first;
        final Map<String, Integer> sizes = new HashMap<>();
        final Set<String> running = new HashSet<>();
        boolean told;
        boolean failed;
        Instant lastEnd = Instant.MIN;

        Group(DeployGroup of, DeployReport first) {
            this.of = of;
            this.first = first;
            String where = of.namespace() == null ? "" : of.namespace() + "/";
            this.externalId = of.kind() + ":" + where + of.name() + ":" + first.externalId();
        }
    }

    /**
     * @param cluster its name in every report, null where it has none
     * @param reports takes them in their order
     */
    RolloutReports(@Nullable String cluster, Consumer<DeployReport> reports) {
        this.cluster = cluster;
        this.reports = reports;
    }

    @Override
    public void rollout(Workload workload, Phase phase, Instant startedAt, @Nullable Instant finishedAt) {
        LOG.info("{} {} {}: {}", workload.kind().kind(), workload.key(), workload.revision(), phase.id());
        DeployReport report = report(workload, phase, startedAt, finishedAt);
        DeployGroup of = workload.group();
        if (of == null) {
            reports.accept(report);
        } else if (phase == Phase.STARTED) {
            begin(of, report);
        } else {
            end(groups.get(of), report);
        }
    }

    private void begin(DeployGroup of, DeployReport report) {
        Group known = groups.get(of);
        if (known == null || (known.running.isEmpty() && report.startedAt().isAfter(known.lastEnd.plus(TOGETHER)))) {
            Group group = new Group(of, report);
            groups.put(of, group);
            add(group, report);
            reports.accept(report);
            return;
        }
        add(known, report);
        if (!known.told && known.sizes.size() > 1) {
            known.told = true;
            reports.accept(parent(known, Phase.STARTED, null));
            reports.accept(partOf(known, known.first));
        }
        reports.accept(partOf(known, report));
    }

    private static void add(Group group, DeployReport report) {
        group.running.add(report.externalId());
        group.sizes.put(report.externalId(), report.size() == null ? 0 : report.size());
    }

    private void end(@Nullable Group group, DeployReport report) {
        if (group == null || !group.running.remove(report.externalId())) {
            reports.accept(report);
            return;
        }
        group.failed |= report.phase() != Phase.SUCCEEDED;
        if (report.finishedAt() != null && report.finishedAt().isAfter(group.lastEnd)) {
            group.lastEnd = report.finishedAt();
        }
        reports.accept(partOf(group, report));
        if (group.told && group.running.isEmpty()) {
            reports.accept(parent(group, group.failed ? Phase.FAILED : Phase.SUCCEEDED, group.lastEnd));
        }
    }

    private static DeployReport partOf(Group group, DeployReport part) {
        if (!group.told) {
            return part;
        }
        return new DeployReport(
                part.source(),
                part.externalId(),
                part.cluster(),
                part.namespace(),
                part.kind(),
                part.name(),
                part.app(),
                part.revision(),
                part.actor(),
                part.phase(),
                part.startedAt(),
                part.finishedAt(),
                part.size(),
                group.externalId,
                part.clockUncertaintySeconds());
    }

    private DeployReport parent(Group group, Phase phase, @Nullable Instant finishedAt) {
        return new DeployReport(
                SOURCE,
                group.externalId,
                cluster,
                group.of.namespace() == null ? group.first.namespace() : group.of.namespace(),
                group.of.kind(),
                group.of.name(),
                group.first.app(),
                null,
                group.first.actor(),
                phase,
                group.first.startedAt(),
                finishedAt,
                group.sizes.values().stream().mapToInt(Integer::intValue).sum(),
                null,
                TOLD_LATE_SECONDS);
    }

    private DeployReport report(Workload workload, Phase phase, Instant startedAt, @Nullable Instant finishedAt) {
        return new DeployReport(
                SOURCE,
                workload.rolloutId(),
                cluster,
                workload.namespace(),
                workload.kind().kind(),
                workload.name(),
                workload.app(),
                workload.revision(),
                workload.actor(),
                phase,
                startedAt,
                finishedAt,
                workload.desired(),
                null,
                TOLD_LATE_SECONDS);
    }

    @Override
    public void restart(PodReplacements.Restart restart, Instant startedAt, @Nullable Instant finishedAt) {
        LOG.info(
                "{} pods of {} workloads in the namespaces {} were replaced without a new template{}",
                restart.pods(),
                restart.workloads(),
                restart.namespaces(),
                finishedAt == null ? " so far" : "");
        reports.accept(new DeployReport(
                SOURCE,
                restart.id(),
                cluster,
                null,
                "RollingRestart",
                "pods-replaced",
                RESTART,
                null,
                null,
                finishedAt == null ? Phase.STARTED : Phase.SUCCEEDED,
                startedAt,
                finishedAt,
                restart.pods(),
                null,
                null));
    }
}
