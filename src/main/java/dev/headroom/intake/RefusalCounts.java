// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was refused, by source and reason; both come from closed sets. Thread safe. */
public final class RefusalCounts {
    private record Key(String source, Refusal refusal) {}

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

    /**
     * How often one thing happened.
     *
     * @param reason the public name of a {@link Refusal}
     */
    public record Count(String source, String reason, long value) {}

    void add(Channel channel, Refusal refusal) {
        counts.computeIfAbsent(new Key(channel.id(), refusal), key -> new LongAdder())
                .increment();
    }

    /** What was counted until now. */
    public List<Count> counts() {
        return counts.entrySet().stream()
                .map(entry -> new Count(
                        entry.getKey().source(),
                        entry.getKey().refusal().id(),
                        entry.getValue().sum()))
                .toList();
    }
}
