// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All changes that are known of, found by the time they may have disturbed. Immutable. */
final class Changes {
    /** Deploys whose starts are this close have the same bursts as candidates: they are judged together. */
    static final double GROUP_SECONDS = 30;

    private static final Comparator<Deploy> BY_START =
            Comparator.comparing(Deploy::startedAt).thenComparing(Deploy::id);

    private final List<Change> byEarliestOnset;
    private final double[] earliestOnsets;
    /** For each change the latest end among it and those before it: where a search backwards may stop. */
    private final double[] latestEnds;

    private Changes(List<Change> changes) {
        byEarliestOnset = changes.stream()
                .sorted(Comparator.comparingDouble(Changes::earliestOnset))
                .toList();
        earliestOnsets =
                byEarliestOnset.stream().mapToDouble(Changes::earliestOnset).toArray();
        latestEnds = new double[earliestOnsets.length];
        double latest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < latestEnds.length; i++) {
            latest = Math.max(latest, byEarliestOnset.get(i).dose().endSeconds());
            latestEnds[i] = latest;
        }
    }

    /** Joins parents with their children and puts starts that follow each other by 30 s at most into one group. */
    static Changes of(Collection<Deploy> deploys) {
        List<Deploy> ordered = deploys.stream().sorted(BY_START).toList();
        Map<String, Deploy> byId = new HashMap<>();
        ordered.forEach(deploy -> byId.put(deploy.id(), deploy));
        Map<Deploy, List<Deploy>> families = new LinkedHashMap<>();
        Map<String, List<String>> groups = new HashMap<>();
        List<String> group = new ArrayList<>();
        Deploy before = null;
        for (Deploy deploy : ordered) {
            families.computeIfAbsent(root(deploy, byId), root -> new ArrayList<>())
                    .add(deploy);
            if (before == null || !follows(before, deploy)) {
                group = new ArrayList<>();
            }
            group.add(deploy.id());
            groups.put(deploy.id(), group);
            before = deploy;
        }
        List<Change> changes = new ArrayList<>();
        families.forEach((root, members) ->
                changes.add(new Change(root, members, Dose.of(members), groups.getOrDefault(root.id(), List.of()))));
        return new Changes(changes);
    }

    private static boolean follows(Deploy before, Deploy deploy) {
        return Seconds.of(deploy.startedAt()) - Seconds.of(before.startedAt()) <= GROUP_SECONDS;
    }

    private static Deploy root(Deploy deploy, Map<String, Deploy> byId) {
        Set<String> seen = new HashSet<>();
        Deploy root = deploy;
        while (root.parent() != null && seen.add(root.id())) {
            Deploy parent = byId.get(root.parent());
            if (parent == null) {
                return root;
            }
            root = parent;
        }
        return root;
    }

    private static double earliestOnset(Change change) {
        return change.startSeconds() - change.root().clockUncertaintySeconds();
    }

    List<Change> all() {
        return byEarliestOnset;
    }

    /** Those that may have caused a burst with this onset: [start, end + L] covers it. */
    List<Change> covering(double onsetSeconds, double reachSeconds) {
        List<Change> covering = new ArrayList<>();
        for (int i = lastAtOrBefore(onsetSeconds); i >= 0 && latestEnds[i] + reachSeconds > onsetSeconds; i--) {
            if (byEarliestOnset.get(i).covers(onsetSeconds, reachSeconds)) {
                covering.add(byEarliestOnset.get(i));
            }
        }
        return covering;
    }

    /** The last change that began at or before this time, or null. */
    @Nullable
    Change before(double seconds) {
        int last = lastAtOrBefore(seconds);
        return last < 0 ? null : byEarliestOnset.get(last);
    }

    /** The first change that began after this time, or null. */
    @Nullable
    Change after(double seconds) {
        int next = lastAtOrBefore(seconds) + 1;
        return next == byEarliestOnset.size() ? null : byEarliestOnset.get(next);
    }

    private int lastAtOrBefore(double seconds) {
        int low = 0;
        int high = earliestOnsets.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (earliestOnsets[middle] <= seconds) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
