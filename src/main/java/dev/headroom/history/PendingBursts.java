// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.sampling.SampleClip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bursts and flight recordings that wait to be written, in the order they came in and as many as there is room for: when there is no
 * more, those that came first are given up and counted. What is saved again while it waits is written once. Thread safe; nobody holds
 * the lock while waiting for a disk.
 */
final class PendingBursts {
    private static final int LONGS_PER_SAMPLE = 4;
    private static final int CLIP_OVERHEAD_BYTES = 160;

    private final int mostBursts;
    private final long mostClipBytes;
    private final LongSupplier nanoTime;

    private final Map<String, Waiting<BurstRecord>> bursts = new LinkedHashMap<>();
    private final Map<String, Waiting<SampleClip>> clips = new LinkedHashMap<>();
    private long clipBytes;
    private long dropped;

    private record Waiting<T>(T value, long sinceNanos) {}

    /** What is written together: bursts first, so that each clip finds its own. */
    record Batch(List<BurstRecord> bursts, Map<String, SampleClip> clips) {
        Batch {
            bursts = List.copyOf(bursts);
        }

        boolean isEmpty() {
            return bursts.isEmpty() && clips.isEmpty();
        }

        int size() {
            return bursts.size() + clips.size();
        }

        /** The batches of one burst or clip each that together are this one. */
        List<Batch> single() {
            List<Batch> single = new ArrayList<>();
            bursts.forEach(burst -> single.add(new Batch(List.of(burst), Map.of())));
            clips.forEach((burst, clip) -> single.add(new Batch(List.of(), Map.of(burst, clip))));
            return single;
        }
    }

    /**
     * @param mostBursts how many bursts may wait, 1 or more
     * @param mostClipBytes how much memory the flight recordings may take that wait
     */
    PendingBursts(int mostBursts, long mostClipBytes, LongSupplier nanoTime) {
        this.mostBursts = mostBursts;
        this.mostClipBytes = mostClipBytes;
        this.nanoTime = nanoTime;
    }

    synchronized void add(BurstRecord burst) {
        bursts.merge(
                burst.id(),
                new Waiting<>(burst, nanoTime.getAsLong()),
                (before, now) -> new Waiting<>(now.value(), before.sinceNanos()));
        if (bursts.size() > mostBursts) {
            removeFirst(bursts);
            dropped++;
        }
    }

    synchronized void add(String burstId, SampleClip clip) {
        clipBytes += bytes(clip);
        Waiting<SampleClip> before = clips.get(burstId);
        if (before != null) {
            clipBytes -= bytes(before.value());
        }
        clips.put(burstId, new Waiting<>(clip, before == null ? nanoTime.getAsLong() : before.sinceNanos()));
        while (clipBytes > mostClipBytes) {
            clipBytes -= bytes(removeFirst(clips));
            dropped++;
        }
    }

    private static <T> T removeFirst(Map<String, Waiting<T>> waiting) {
        Iterator<Waiting<T>> oldest = waiting.values().iterator();
        T value = oldest.next().value();
        oldest.remove();
        return value;
    }

    /** The next to be written, at most so many bursts and as many clips; they stay here until {@link #written}. */
    synchronized Batch next(int limit) {
        List<BurstRecord> first =
                bursts.values().stream().limit(limit).map(Waiting::value).toList();
        Map<String, SampleClip> theirs = new LinkedHashMap<>();
        Set<String> inThisBatch = first.stream().map(BurstRecord::id).collect(Collectors.toSet());
        for (Map.Entry<String, Waiting<SampleClip>> clip : clips.entrySet()) {
            if (theirs.size() == limit) {
                break;
            }
            if (!bursts.containsKey(clip.getKey()) || inThisBatch.contains(clip.getKey())) {
                theirs.put(clip.getKey(), clip.getValue().value());
            }
        }
        return new Batch(first, theirs);
    }

    /**
     * Forgets what was written, unless it was saved anew in the meantime.
     *
     * @param orphans how many of its clips had no burst, and so were not kept
     */
    synchronized void written(Batch batch, int orphans) {
        dropped += orphans;
        for (BurstRecord burst : batch.bursts()) {
            Waiting<BurstRecord> waiting = bursts.get(burst.id());
            if (waiting != null && waiting.value() == burst) {
                bursts.remove(burst.id());
            }
        }
        batch.clips().forEach((burst, clip) -> {
            Waiting<SampleClip> waiting = clips.get(burst);
            if (waiting != null && waiting.value() == clip) {
                clips.remove(burst);
                clipBytes -= bytes(clip);
            }
        });
    }

    /** Gives up a batch that will never be taken. */
    synchronized void refused(Batch batch) {
        written(batch, batch.size());
    }

    /** The bursts that wait, oldest first: a copy. */
    synchronized List<BurstRecord> bursts() {
        return bursts.values().stream().map(Waiting::value).toList();
    }

    synchronized Optional<BurstRecord> burst(String id) {
        return Optional.ofNullable(bursts.get(id)).map(Waiting::value);
    }

    synchronized Optional<SampleClip> clip(String burstId) {
        return Optional.ofNullable(clips.get(burstId)).map(Waiting::value);
    }

    synchronized int size() {
        return bursts.size() + clips.size();
    }

    synchronized long dropped() {
        return dropped;
    }

    /** How long the first of all has waited; zero when none waits. */
    synchronized Duration lag() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(Math.max(waited(first(bursts), now), waited(first(clips), now)));
    }

    private static <T> @Nullable Waiting<T> first(Map<String, Waiting<T>> waiting) {
        return waiting.isEmpty() ? null : waiting.values().iterator().next();
    }

    private static long waited(@Nullable Waiting<?> waiting, long now) {
        return waiting == null ? 0 : now - waiting.sinceNanos();
    }

    private static long bytes(SampleClip clip) {
        return CLIP_OVERHEAD_BYTES + (long) LONGS_PER_SAMPLE * Long.BYTES * clip.size();
    }
}
