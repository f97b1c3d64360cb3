// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the deploys of the last while, as reports come in one by one and in any order: what {@link DeployMerge} makes of
 * all of them, with an id that stays once it was told to anybody. Not thread safe.
 */
public final class DeployBook {
    /** A child may be told of long after its parent; nothing that lasts longer than this is one change. */
    private static final Duration MEMORY = Duration.ofHours(6);

    /** Each report is held against all of these: what was told of first is forgotten first. */
    private static final int MOST_DEPLOYS = 5_000;

    private final Map<Key, Map<Deploy.Phase, DeployReport>> reports = new LinkedHashMap<>();
    private final Map<Key, Deploy> deploys = new HashMap<>();

    private record Key(String source, String externalId) {
        static Key of(DeployReport report) {
            return new Key(report.source(), report.externalId());
        }

        static Key of(Deploy deploy) {
            return new Key(deploy.source(), deploy.externalId());
        }
    }

    /**
     * What a report would change.
     *
     * @param deploy the deploy it tells of, as it is known then
     * @param changed that one and those whose parent it changes; empty when it tells nothing new
     */
    public record Change(DeployReport report, Deploy deploy, List<Deploy> changed) {
        public Change {
            changed = List.copyOf(changed);
        }

        /** True when the report tells nothing new. */
        public boolean duplicate() {
            return changed.isEmpty();
        }
    }

    /**
     * Goes on with what was known before a restart.
     *
     * @param known the reports, and the deploys as they were made of them
     */
    public void restore(Collection<DeployReport> known, Collection<Deploy> made) {
        for (DeployReport report : known) {
            reports.computeIfAbsent(Key.of(report), key -> new LinkedHashMap<>())
                    .put(report.phase(), report);
        }
        made.forEach(deploy -> deploys.put(Key.of(deploy), deploy));
    }

    /** Tells what a report would change, and changes nothing: so that it can be kept for good first. */
    public Change consider(DeployReport report) {
        Key key = Key.of(report);
        Deploy known = deploys.get(key);
        if (known != null && report.equals(reports.getOrDefault(key, Map.of()).get(report.phase()))) {
            return new Change(report, known, List.of());
        }
        List<DeployReport> all = new ArrayList<>();
        reports.forEach((other, phases) -> {
            if (!other.equals(key)) {
                all.addAll(inOrder(phases, null));
            }
        });
        all.addAll(inOrder(reports.getOrDefault(key, Map.of()), report));
        List<Deploy> merged = withKnownIds(DeployMerge.of(all));
        List<Deploy> changed = new ArrayList<>();
        Deploy told = null;
        for (Deploy deploy : merged) {
            if (Key.of(deploy).equals(key)) {
                told = deploy;
            }
            if (!deploy.equals(deploys.get(Key.of(deploy)))) {
                changed.add(deploy);
            }
        }
        if (told == null) {
            throw new IllegalStateException("a merge lost the deploy it was made for: " + key);
        }
        return new Change(report, told, changed);
    }

    /** Takes a change in, and forgets what ended long before it. */
    public void apply(Change change) {
        DeployReport report = change.report();
        reports.computeIfAbsent(Key.of(report), key -> new LinkedHashMap<>()).put(report.phase(), report);
        change.changed().forEach(deploy -> deploys.put(Key.of(deploy), deploy));
        Instant oldest = report.startedAt().minus(MEMORY);
        reports.entrySet()
                .removeIf(entry -> entry.getValue().values().stream().allMatch(known -> isOver(known, oldest)));
        Iterator<Key> oldestFirst = reports.keySet().iterator();
        while (reports.size() > MOST_DEPLOYS) {
            oldestFirst.next();
            oldestFirst.remove();
        }
        deploys.keySet().retainAll(reports.keySet());
    }

    private static boolean isOver(DeployReport report, Instant oldest) {
        Instant end = report.finishedAt();
        return report.startedAt().isBefore(oldest) && (end == null || end.isBefore(oldest));
    }

    /** The start first, then how it ended: an end that overtook its start is still the end. */
    private static List<DeployReport> inOrder(Map<Deploy.Phase, DeployReport> phases, @Nullable DeployReport added) {
        Map<Deploy.Phase, DeployReport> all = new LinkedHashMap<>(phases);
        if (added != null) {
            all.remove(added.phase());
            all.put(added.phase(), added);
        }
        List<DeployReport> ordered = new ArrayList<>(all.values());
        ordered.sort((one, other) ->
                Boolean.compare(one.phase() != Deploy.Phase.STARTED, other.phase() != Deploy.Phase.STARTED));
        return ordered;
    }

    private List<Deploy> withKnownIds(List<Deploy> merged) {
        Map<String, String> knownIds = new HashMap<>();
        for (Deploy deploy : merged) {
            Deploy known = deploys.get(Key.of(deploy));
            if (known != null) {
                knownIds.put(deploy.id(), known.id());
            }
        }
        return merged.stream()
                .map(deploy -> deploy.named(
                        knownIds.getOrDefault(deploy.id(), deploy.id()),
                        deploy.parent() == null ? null : knownIds.getOrDefault(deploy.parent(), deploy.parent())))
                .toList();
    }
}
