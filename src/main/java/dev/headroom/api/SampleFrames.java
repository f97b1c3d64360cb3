// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.api.StreamRecords.Samples;
import dev.headroom.api.StreamRecords.SignalFrame;
import dev.headroom.detection.Burst;
import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sums up what came of each signal since the frame before. Signals without a limit have no utilisation and are left out. Not thread safe. */
final class SampleFrames {
    private static final Duration FIRST_FRAME = Duration.ofSeconds(1);

    private final LiveView live;
    private final Map<SignalKey, Long> toldUntil = new HashMap<>();
    private long beginNanos;

    SampleFrames(LiveView live) {
        this.live = live;
    }

    /** Begins anew: the first frame has the second before this. */
    void begin(Instant now) {
        toldUntil.clear();
        beginNanos = RequestTime.nanos(now.minus(FIRST_FRAME));
    }

    /** The next frame. */
    Samples next(Instant now) {
        return new Samples(
                now,
                live.signals().stream()
                        .flatMap(status -> frame(status).stream())
                        .toList());
    }

    private Optional<SignalFrame> frame(SignalStatus status) {
        SignalKey key = status.key();
        long from = toldUntil.getOrDefault(key, beginNanos);
        Optional<SampleClip> come = live.clip(key, from, Long.MAX_VALUE).filter(clip -> clip.size() > 0);
        come.ifPresent(clip -> toldUntil.put(key, clip.endNanos()[clip.size() - 1]));
        return come.map(clip -> frame(key, clip, status.open()));
    }

    private static SignalFrame frame(SignalKey key, SampleClip clip, @Nullable Burst open) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = 0;
        double usage = 0;
        double capacity = 0;
        for (int i = 0; i < clip.size(); i++) {
            double level = SamplesRecord.Sample.utilisation(clip.usage()[i], clip.capacity()[i]);
            lowest = Math.min(lowest, level);
            highest = Math.max(highest, level);
            usage += clip.usage()[i];
            capacity += clip.capacity()[i];
        }
        return new SignalFrame(
                key.target(),
                key.kind().id(),
                key.device(),
                Instant.ofEpochSecond(0, clip.startNanos()[0]),
                Instant.ofEpochSecond(0, clip.endNanos()[clip.size() - 1]),
                lowest,
                SamplesRecord.Sample.utilisation(usage, capacity),
                highest,
                open == null ? null : open.id());
    }
}
