// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the watch of one kind went through. Written on the loop, read anywhere. */
final class WatchTotals {
    private static final Logger LOG = LoggerFactory.getLogger(WatchTotals.class);

    private final WorkloadKind kind;
    private final Map<String, LongAdder> relists = new ConcurrentHashMap<>();
    private final LongAdder events = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder silences = new LongAdder();
    private volatile long heardNanos;
    private volatile @Nullable String forbiddenVerb;

    WatchTotals(WorkloadKind kind) {
        this.kind = kind;
    }

    void heard(long nanos) {
        heardNanos = nanos;
    }

    void event() {
        events.increment();
    }

    void skipped(long count) {
        skipped.add(count);
    }

    void silent() {
        silences.increment();
    }

    void relisted(String reason) {
        relists.computeIfAbsent(reason, added -> new LongAdder()).increment();
    }

    /** Notes that a verb is refused, and says so the first time. */
    void forbidden(String verb) {
        if (!verb.equals(forbiddenVerb)) {
            forbiddenVerb = verb;
            LOG.warn(
                    "May not {} {} of apiGroup apps: rollouts of this kind are not seen, those of the others are."
                            + " Give Headroom's ClusterRole the verb {} on {} (config/kubernetes/rbac.yaml has the whole role).",
                    verb,
                    kind.resource(),
                    verb,
                    kind.resource());
        }
    }

    /** Notes that a verb is granted. */
    void allowed(String verb) {
        if (verb.equals(forbiddenVerb)) {
            forbiddenVerb = null;
        }
    }

    /** Time since anything was heard: an event, a bookmark, a list. */
    long silentNanos(long nowNanos) {
        return nowNanos - heardNanos;
    }

    /** The verb that the role lacks, null where it lacks none. */
    @Nullable
    String forbiddenVerb() {
        return forbiddenVerb;
    }

    /** Lists again, by reason. */
    Map<String, Long> relists() {
        Map<String, Long> counts = new TreeMap<>();
        relists.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    long events() {
        return events.sum();
    }

    /** Objects and rows that were too long to be read. */
    long skipped() {
        return skipped.sum();
    }

    /** Watches that were replaced because nothing was heard. */
    long silences() {
        return silences.sum();
    }
}
