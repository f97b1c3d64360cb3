// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.metrics.DeployFigures.Attributed;
import dev.headroom.metrics.DeployFigures.Saturated;
import dev.headroom.sampling.SignalKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts final verdicts: a verdict may change until its window closes, and a counter never goes back. Thread safe.
 *
 * <p>The number of apps is bounded: the totals of those beyond go to {@link #OTHER_APPS} together.
 */
final class VerdictCounts {
    static final String OTHER_APPS = "other";
    private static final int MOST_APPS = 500;

    private record AppVerdict(String app, String verdict) {}

    private final Map<SignalKey, LongAdder> unexplained = new ConcurrentHashMap<>();
    private final Map<AppVerdict, LongAdder> bursts = new ConcurrentHashMap<>();
    private final Map<String, DoubleAdder> saturatedSeconds = new ConcurrentHashMap<>();

    /**
     * Counts a verdict that will not change any more.
     *
     * @param app the app of the deploy it names, null where it has none
     */
    void settled(Judged judged, @Nullable String app) {
        Decision decision = judged.verdict().decision();
        if (decision == Decision.CAUSED || decision == Decision.LIKELY) {
            String label = label(app);
            count(label, decision).increment();
            seconds(label).add(judged.burst().saturatedSeconds());
        } else {
            unexplained
                    .computeIfAbsent(judged.burst().key(), key -> new LongAdder())
                    .increment();
        }
    }

    /**
     * Counts nothing yet for an app of which a deploy is known, so that an increase shows its first burst too.
     *
     * @param app null where the deploy names none
     */
    void expect(@Nullable String app) {
        String label = label(app);
        count(label, Decision.CAUSED);
        count(label, Decision.LIKELY);
        seconds(label);
    }

    private LongAdder count(String label, Decision decision) {
        return bursts.computeIfAbsent(new AppVerdict(label, decision.id()), key -> new LongAdder());
    }

    private DoubleAdder seconds(String label) {
        return saturatedSeconds.computeIfAbsent(label, key -> new DoubleAdder());
    }

    private String label(@Nullable String app) {
        String named = app == null ? "" : app;
        return saturatedSeconds.containsKey(named) || saturatedSeconds.size() < MOST_APPS ? named : OTHER_APPS;
    }

    /** How many bursts of a signal have the final verdict that no deploy explains them. */
    long unexplained(SignalKey key) {
        LongAdder count = unexplained.get(key);
        return count == null ? 0 : count.sum();
    }

    List<Attributed> attributed() {
        return bursts.entrySet().stream()
                .map(entry -> new Attributed(
                        entry.getKey().app(),
                        entry.getKey().verdict(),
                        entry.getValue().sum()))
                .toList();
    }

    List<Saturated> saturated() {
        return saturatedSeconds.entrySet().stream()
                .map(entry -> new Saturated(entry.getKey(), entry.getValue().sum()))
                .toList();
    }
}
