// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.identity.TimeOrderedId;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleRing;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one signal: its totals, its bursts, and the coarse view of each. Allocates only for bursts. Not
 * thread safe.
 */
final class SignalDetection implements SampleSink {
    /** What a flight recording shows before the start and after the end of its burst. */
    private static final long SURROUNDINGS_NANOS = 10_000_000_000L;

    private final SignalKey key;
    private final DetectionSettings settings;
    private final Thresholds thresholds;
    private final BurstListener listener;
    private final @Nullable SampleRing ring;
    private final BurstDetector detector;
    private final UsageCurve curve = new UsageCurve();
    private final long longestRangeNanos;
    private final long longestScrapeNanos;

    /** Closed bursts whose ranges have not passed yet. */
    private final ArrayDeque<Unsettled> unsettled = new ArrayDeque<>();

    private @Nullable Limit limit;
    private double observedSeconds;
    private double highest;
    private boolean hasLevel;
    private final RecentPeak recentPeak = new RecentPeak();
    private final double[] levelBounds =
            SignalStatus.LEVEL_BOUNDS.stream().mapToDouble(Double::doubleValue).toArray();
    private final long[] levelNanos = new long[levelBounds.length + 1];
    private double levelMillisSum;
    private long bursts;
    private double burstSecondsSum;
    private final long[] burstsByDuration = new long[SignalStatus.DURATION_BOUNDS.size() + 1];
    private final Map<Integer, Long> burstsByEighth = new HashMap<>();
    private final long[] hidden;
    private @Nullable Burst lastBurst;

    private static final class Unsettled {
        private final BurstShape shape;
        private Burst burst;
        private boolean surrounded;

        Unsettled(BurstShape shape, Burst burst) {
            this.shape = shape;
            this.burst = burst;
        }
    }

    /**
     * Detection for one signal.
     *
     * @param samplesKept how many samples to keep at full resolution, 0 for none
     */
    SignalDetection(SignalKey key, DetectionSettings settings, BurstListener listener, int samplesKept) {
        this.key = key;
        this.settings = settings;
        this.thresholds = settings.thresholds(key.kind());
        this.listener = listener;
        this.ring = samplesKept == 0 ? null : new SampleRing(samplesKept);
        this.detector = new BurstDetector(thresholds, settings.minDuration().toNanos(), this::opened, this::closed);
        this.hidden = new long[settings.dashboards().size()];
        this.longestRangeNanos = settings.dashboards().stream()
                .mapToLong(dashboard -> dashboard.range().toNanos())
                .max()
                .orElse(0);
        this.longestScrapeNanos = settings.dashboards().stream()
                .mapToLong(dashboard -> dashboard.scrape().toNanos())
                .max()
                .orElse(0);
    }

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        double seconds = (endNanos - startNanos) / 1e9;
        double level = capacity > 0 ? usage / capacity : usage > 0 ? 1 : 0;
        observedSeconds += seconds;
        highest = Math.max(highest, level);
        hasLevel = true;
        recentPeak.add(endNanos, level);
        count(endNanos - startNanos, level);
        curve.add(startNanos, endNanos, usage, capacity);
        if (ring != null) {
            ring.add(startNanos, endNanos, usage, capacity);
        }
        detector.sample(startNanos, endNanos, level, usage / seconds, capacity);
        follow(endNanos);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {
        observedSeconds += (endNanos - startNanos) / 1e9;
        detector.hole(startNanos, endNanos);
    }

    @Override
    public void hole(long startNanos, long endNanos, double observed) {
        observedSeconds += observed;
        curve.skipTo(endNanos);
        detector.hole(startNanos, endNanos);
        follow(endNanos);
    }

    @Override
    public void limit(long timeNanos, Limit limitNow) {
        limit = limitNow;
    }

    /** Ends the watching: see {@link Detection#finish}. */
    void finish(boolean interrupted) {
        detector.finish(interrupted);
        for (Unsettled burst : unsettled) {
            settle(burst);
        }
        unsettled.clear();
    }

    /** The samples kept between two instants. */
    @Nullable
    SampleClip clip(long fromNanos, long toNanos) {
        return ring == null ? null : ring.clip(fromNanos, toNanos);
    }

    SignalKey key() {
        return key;
    }

    SignalStatus status() {
        OptionalDouble recent = recentPeak.get();
        List<Long> levelMillis = Arrays.stream(levelNanos)
                .map(nanos -> nanos / 1_000_000)
                .boxed()
                .toList();
        return new SignalStatus(
                key,
                limit,
                observedSeconds,
                detector.saturatedSeconds(),
                hasLevel ? highest : null,
                recent.isPresent() ? recent.getAsDouble() : null,
                levelMillis,
                levelMillisSum,
                bursts,
                burstSecondsSum,
                Arrays.stream(burstsByDuration).boxed().toList(),
                burstsByEighth,
                Arrays.stream(hidden).boxed().toList(),
                detector.isOpen() ? burst(detector.open(), List.of(), false) : null,
                lastBurst);
    }

    private void count(long lengthNanos, double level) {
        int band = 0;
        while (band < levelBounds.length && level > levelBounds[band]) {
            band++;
        }
        levelNanos[band] += lengthNanos;
        levelMillisSum += level * lengthNanos / 1e6;
    }

    private void opened(BurstShape shape) {
        listener.opened(burst(shape, List.of(), false));
    }

    private void closed(BurstShape shape) {
        Burst burst = burst(shape, coarse(shape), false);
        if (!burst.open()) {
            bursts++;
            burstSecondsSum += burst.durationSeconds();
            int band = 0;
            while (band < SignalStatus.DURATION_BOUNDS.size()
                    && burst.durationSeconds() > SignalStatus.DURATION_BOUNDS.get(band)) {
                band++;
            }
            burstsByDuration[band]++;
            burstsByEighth.merge(SignalStatus.eighth(burst.durationSeconds()), 1L, Long::sum);
            for (int dashboard = 0; dashboard < hidden.length; dashboard++) {
                hidden[dashboard] += burst.coarse().get(dashboard).hidden() ? 1 : 0;
            }
            lastBurst = burst;
        }
        listener.closed(burst);
        unsettled.add(new Unsettled(shape, burst));
    }

    /** Does what becomes due as time goes on. */
    private void follow(long nowNanos) {
        if (!unsettled.isEmpty()) {
            for (Unsettled burst : unsettled) {
                if (!burst.surrounded && nowNanos >= burst.shape.endNanos() + SURROUNDINGS_NANOS) {
                    surround(burst);
                }
            }
            for (Iterator<Unsettled> oldest = unsettled.iterator(); oldest.hasNext(); ) {
                Unsettled burst = oldest.next();
                if (nowNanos < burst.shape.endNanos() + longestRangeNanos) {
                    break;
                }
                settle(burst);
                oldest.remove();
            }
        }
        long oldestStart =
                unsettled.isEmpty() ? nowNanos : unsettled.peekFirst().shape.startNanos();
        oldestStart = Math.min(oldestStart, detector.onsetOr(nowNanos));
        curve.forgetBefore(oldestStart - longestRangeNanos - 3 * longestScrapeNanos);
    }

    private void surround(Unsettled unsettledBurst) {
        unsettledBurst.surrounded = true;
        if (ring != null) {
            BurstShape shape = unsettledBurst.shape;
            listener.surrounded(
                    unsettledBurst.burst,
                    ring.clip(shape.startNanos() - SURROUNDINGS_NANOS, shape.endNanos() + SURROUNDINGS_NANOS));
        }
    }

    private void settle(Unsettled unsettledBurst) {
        if (!unsettledBurst.surrounded) {
            surround(unsettledBurst);
        }
        Burst settled = burst(unsettledBurst.shape, coarse(unsettledBurst.shape), true);
        unsettledBurst.burst = settled;
        if (lastBurst != null && lastBurst.id().equals(settled.id())) {
            lastBurst = settled;
        }
        listener.settled(settled);
    }

    private List<CoarseView> coarse(BurstShape shape) {
        double capacityPerSecond =
                shape.beforeKnown() ? shape.beforeCapacityPerSecond() : curve.firstCapacityPerSecond();
        UsageCurve.Beyond beyond = new UsageCurve.Beyond(shape.before() * capacityPerSecond, capacityPerSecond);
        List<CoarseView> views = new ArrayList<>();
        for (Dashboard dashboard : settings.dashboards()) {
            views.add(CoarseViews.of(
                    dashboard,
                    shape.startNanos(),
                    shape.endNanos(),
                    curve,
                    beyond,
                    shape.before(),
                    thresholds.enter().level()));
        }
        return views;
    }

    private Burst burst(BurstShape shape, List<CoarseView> coarse, boolean coarseFinal) {
        return new Burst(
                TimeOrderedId.of(
                        Math.floorDiv(shape.onsetNanos(), 1_000_000L),
                        key.target(),
                        key.kind().id(),
                        key.device(),
                        Long.toString(shape.onsetNanos())),
                key,
                shape.startNanos(),
                shape.endNanos(),
                shape.open(),
                shape.interrupted(),
                shape.peak(),
                shape.mean(),
                shape.saturatedSeconds(),
                shape.beforeKnown() ? shape.before() : null,
                shape.samples(),
                shape.coarseSamples(),
                shape.unobservedSeconds(),
                coarse,
                coarseFinal);
    }
}
