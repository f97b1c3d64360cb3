// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.kubernetes.Workload.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the workloads, and what the next look at one of them says of rollouts. A rollout begins when a workload's revision changes
 * and ends when it is complete, has failed, is replaced by the next or its workload is deleted; the scale changes no revision. Not thread safe.
 *
 * <p>After a time without a watch a look finds what began, and what began and ended, meanwhile; the times are then those the object tells, to the
 * second.
 */
final class Rollouts {
    /** What ended longer ago than this when Headroom began to watch is history that others have told of. */
    private static final Duration RECENT = Duration.ofMinutes(10);

    private static final int MOST_TEMPLATES = 10;

    private final RolloutListener listener;
    private final Map<String, Known> byUid = new HashMap<>();
    private final Map<WorkloadKind, Map<String, String>> uidByKey = new HashMap<>();
    private final Map<WorkloadKind, Map<String, Set<String>>> namespacesByName = new HashMap<>();

    /** Hears of rollouts. */
    interface RolloutListener {
        /**
         * One began, or ended.
         *
         * @param finishedAt null while it runs
         */
        void rollout(Workload workload, Phase phase, Instant startedAt, @Nullable Instant finishedAt);
    }

    /** When something was seen: what the rows told before an object was looked at. */
    record Seen(@Nullable Instant changedAt, @Nullable Instant settledAt, Instant lookedAt) {
        /** After a time without a watch. */
        static Seen afterwards(Instant now) {
            return new Seen(null, null, now);
        }
    }

    private static final class Known {
        Workload workload;

        @Nullable
        Instant runningSince;

        final List<Integer> earlierTemplates = new ArrayList<>();

        Known(Workload workload) {
            this.workload = workload;
        }
    }

    Rollouts(RolloutListener listener) {
        this.listener = listener;
    }

    /** All workloads of a kind as they are now: those that are known and not among them are gone. */
    void listed(WorkloadKind kind, List<Workload> workloads, Instant now) {
        Set<String> uids = new HashSet<>();
        for (Workload workload : workloads) {
            uids.add(workload.uid());
            seen(workload, Seen.afterwards(now));
        }
        Collection<String> known =
                List.copyOf(uidByKey.getOrDefault(kind, Map.of()).values());
        known.stream().filter(uid -> !uids.contains(uid)).forEach(uid -> gone(uid, now));
    }

    /** One workload as it is now; true when its revision is the one that was known. */
    boolean seen(Workload now, Seen when) {
        Known known = byUid.get(now.uid());
        if (known == null) {
            String replaced = uidByKey.getOrDefault(now.kind(), Map.of()).get(now.key());
            if (replaced != null) {
                gone(replaced, when.lookedAt());
            }
            known = new Known(now);
            add(known);
            first(known, when);
            return false;
        }
        Workload before = known.workload;
        known.workload = now;
        boolean same = now.revision() == null || now.revision().equals(before.revision());
        if (!same) {
            supersede(known, before, startOf(now, when));
            began(known, startOf(now, when));
        }
        checkEnd(known, when);
        return same;
    }

    private void first(Known known, Seen when) {
        Workload workload = known.workload;
        if (workload.revision() == null) {
            return;
        }
        Instant ended = workload.progressedAt() == null ? workload.templateChangedAt() : workload.progressedAt();
        boolean recent = ended != null && ended.isAfter(when.lookedAt().minus(RECENT));
        if (recent || (workload.rollingOut() && workload.progress() == Progress.RUNNING)) {
            began(known, startOf(workload, when));
            checkEnd(known, when);
        }
    }

    private void began(Known known, Instant at) {
        known.runningSince = at;
        listener.rollout(known.workload, Phase.STARTED, at, null);
    }

    /** The one that ran, or was the last, ends when the next begins: taken back when the next has a template of before it. */
    private void supersede(Known known, Workload before, Instant at) {
        if (before.revision() == null) {
            return;
        }
        boolean takenBack = known.earlierTemplates.contains(known.workload.templateHash());
        Instant began = known.runningSince;
        if (takenBack) {
            listener.rollout(
                    before, Phase.ROLLED_BACK, began == null ? startOf(before, Seen.afterwards(at)) : began, at);
        } else if (began != null) {
            listener.rollout(before, Phase.FAILED, began, latest(began, at));
        }
        known.runningSince = null;
        known.earlierTemplates.add(before.templateHash());
        if (known.earlierTemplates.size() > MOST_TEMPLATES) {
            known.earlierTemplates.removeFirst();
        }
    }

    private void checkEnd(Known known, Seen when) {
        Instant began = known.runningSince;
        Workload workload = known.workload;
        if (began == null || workload.progress() == Progress.RUNNING) {
            return;
        }
        Instant end = when.settledAt();
        if (end == null || workload.progress() == Progress.FAILED) {
            end = workload.progressedAt() == null ? when.lookedAt() : workload.progressedAt();
        }
        known.runningSince = null;
        Phase phase = workload.progress() == Progress.COMPLETE ? Phase.SUCCEEDED : Phase.FAILED;
        listener.rollout(workload, phase, began, latest(began, end));
    }

    /** The first row that told of it, no earlier than the object says its template was written. */
    private static Instant startOf(Workload workload, Seen when) {
        Instant written = workload.templateChangedAt();
        Instant told = when.changedAt();
        if (told != null) {
            return written == null ? told : latest(told, written);
        }
        if (written != null) {
            return written;
        }
        return workload.createdAt() == null ? when.lookedAt() : workload.createdAt();
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** A workload was deleted: a rollout of it that ran has failed. */
    void gone(WorkloadKind kind, String namespace, String name, Instant now) {
        String uid = uidByKey.getOrDefault(kind, Map.of()).get(namespace + "/" + name);
        if (uid != null) {
            gone(uid, now);
        }
    }

    private void gone(String uid, Instant now) {
        Known known = byUid.remove(uid);
        if (known == null) {
            return;
        }
        Workload workload = known.workload;
        uidByKey.getOrDefault(workload.kind(), new HashMap<>()).remove(workload.key(), uid);
        Set<String> namespaces = namespaces(workload.kind(), workload.name());
        namespaces.remove(workload.namespace());
        if (namespaces.isEmpty()) {
            namespacesByName.getOrDefault(workload.kind(), new HashMap<>()).remove(workload.name());
        }
        if (known.runningSince != null) {
            listener.rollout(workload, Phase.FAILED, known.runningSince, latest(known.runningSince, now));
        }
    }

    private void add(Known known) {
        Workload workload = known.workload;
        byUid.put(workload.uid(), known);
        uidByKey.computeIfAbsent(workload.kind(), kind -> new HashMap<>()).put(workload.key(), workload.uid());
        namespaces(workload.kind(), workload.name()).add(workload.namespace());
    }

    private Set<String> namespaces(WorkloadKind kind, String name) {
        return namespacesByName
                .computeIfAbsent(kind, added -> new HashMap<>())
                .computeIfAbsent(name, added -> new HashSet<>());
    }

    /** The namespaces that are known to have a workload of this kind and name. */
    Set<String> namespacesOf(WorkloadKind kind, String name) {
        return Set.copyOf(namespacesByName.getOrDefault(kind, Map.of()).getOrDefault(name, Set.of()));
    }

    /** True while a rollout of a workload of this kind and name is known to run. */
    boolean isRunning(WorkloadKind kind, String name) {
        return namespacesOf(kind, name).stream()
                .map(namespace ->
                        byUid.get(uidByKey.getOrDefault(kind, Map.of()).get(namespace + "/" + name)))
                .anyMatch(known -> known != null && known.runningSince != null);
    }
}
