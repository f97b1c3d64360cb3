// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.detection.Burst;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.detection.Thresholds;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind.Unit;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of signals: what detection has counted, read at the time of the scrape and at no other.
 *
 * <p>The number of series depends on the signals and the dashboards alone: a burst changes values, and its id travels as an
 * exemplar. Thread safe: several scrapes may run at once.
 */
final class SignalMetrics implements MultiCollector {
    private static final double[] LEVEL_BOUNDS = withInfinity(SignalStatus.LEVEL_BOUNDS);
    private static final double[] DURATION_BOUNDS = withInfinity(SignalStatus.DURATION_BOUNDS);
    private static final long NO_CREATED_TIME = 0;

    /** The schema of the native histogram: each bucket a power of 2^(1/8), served to those who ask for protobuf. */
    private static final int EIGHTHS_OF_DOUBLINGS = 3;

    private static final double SHORTEST_DURATION_SECONDS = 1e-6;

    private final Supplier<List<SignalStatus>> signals;
    private final DetectionSettings settings;
    private final ToDoubleFunction<SignalKey> unexplainedBursts;
    private final Help help;
    private final Map<SignalKey, Series> seriesOfKeys = new ConcurrentHashMap<>();

    /** The label sets of one signal, made once: a scrape makes none. */
    private record Series(Labels labels, Labels lastMinute, List<Labels> byDashboard) {}

    /** The metadata of each family. */
    private record Help(
            MetricMetadata saturatedSeconds,
            MetricMetadata observedSeconds,
            MetricMetadata utilisation,
            MetricMetadata peak,
            MetricMetadata threshold,
            MetricMetadata bursts,
            MetricMetadata hiddenBursts,
            MetricMetadata unexplainedBursts,
            MetricMetadata burstDuration,
            MetricMetadata burstOpen,
            MetricMetadata lastBurstStart,
            MetricMetadata limitCores,
            MetricMetadata limitBytes,
            MetricMetadata limitRequests,
            MetricMetadata limitSeats,
            MetricMetadata limitSeconds,
            MetricMetadata limitUnknown) {

        static Help sampledEvery(String interval) {
            String sampled = " (sampled every " + interval + ")";
            return new Help(
                    new MetricMetadata(
                            "headroom_saturated_seconds",
                            "Time in which the signal was at or above its threshold, whatever the length of each stretch"
                                    + sampled),
                    new MetricMetadata(
                            "headroom_observed_seconds",
                            "Time covered by samples: the denominator of all shares of time; a blind spot shows as a shortfall"
                                    + sampled),
                    new MetricMetadata(
                            "headroom_utilisation_ratio",
                            "Time spent at each level of usage over limit: one count is one millisecond, the sum is level times milliseconds"
                                    + sampled),
                    new MetricMetadata(
                            "headroom_utilisation_peak_ratio",
                            "Highest level of any sample in the window before the scrape" + sampled),
                    new MetricMetadata(
                            "headroom_saturation_threshold_ratio",
                            "Level of usage over limit from which the signal is saturated; none where no level is"),
                    new MetricMetadata(
                            "headroom_bursts", "Bursts of saturation that have ended; the exemplar names the last one"),
                    new MetricMetadata(
                            "headroom_hidden_bursts",
                            "Bursts that the dashboard (scrape/function[range]/step) could not have shown even at its best"),
                    new MetricMetadata(
                            "headroom_unexplained_bursts",
                            "Bursts that were attributed to no deploy once all were known"),
                    new MetricMetadata("headroom_burst_duration_seconds", "How long the bursts that have ended lasted"),
                    new MetricMetadata("headroom_burst_open", "1 while the signal is in a burst, else 0"),
                    new MetricMetadata(
                            "headroom_last_burst_start_timestamp_seconds",
                            "When the latest burst of the signal began, be it over or not; 0 before the first"),
                    new MetricMetadata("headroom_limit_cores", "Cores the signal may use: the limit in force"),
                    new MetricMetadata(
                            "headroom_limit_bytes_per_second",
                            "Speed of the link in bytes per second: the limit in force"),
                    new MetricMetadata(
                            "headroom_limit_requests", "Requests the API server works on at once: the limit in force"),
                    new MetricMetadata(
                            "headroom_limit_seats", "Nominal seats of the priority level: the limit in force"),
                    new MetricMetadata(
                            "headroom_limit_seconds", "Seconds the answer to a probe may take: the limit in force"),
                    new MetricMetadata(
                            "headroom_limit_unknown",
                            "1 where no limit could be learned, so that there is usage and no utilisation, else 0"));
        }
    }

    /**
     * @param signals what detection knows of each signal, a consistent copy at each call
     * @param settings what detection goes by; its dashboards are in the order of {@link SignalStatus#hidden()}
     * @param unexplainedBursts how many bursts of a signal have the final verdict that no deploy explains them
     * @param interval the time between two samples, in words ("100 ms")
     */
    SignalMetrics(
            Supplier<List<SignalStatus>> signals,
            DetectionSettings settings,
            ToDoubleFunction<SignalKey> unexplainedBursts,
            String interval) {
        this.signals = signals;
        this.settings = settings;
        this.unexplainedBursts = unexplainedBursts;
        this.help = Help.sampledEvery(interval);
    }

    @Override
    public MetricSnapshots collect() {
        List<SignalStatus> statuses = signals.get();
        if (statuses.isEmpty()) {
            return new MetricSnapshots();
        }
        List<MetricSnapshot> families = new ArrayList<>(16);
        families.add(counter(help.saturatedSeconds(), statuses, SignalStatus::saturatedSeconds));
        families.add(counter(help.observedSeconds(), statuses, SignalStatus::observedSeconds));
        families.add(new HistogramSnapshot(help.utilisation(), points(statuses, this::levels)));
        families.add(new GaugeSnapshot(help.peak(), points(statuses, this::peak)));
        families.add(gauge(help.threshold(), statuses, this::threshold));
        families.add(new CounterSnapshot(help.bursts(), points(statuses, this::bursts)));
        families.add(new CounterSnapshot(help.hiddenBursts(), hiddenBursts(statuses)));
        families.add(
                counter(help.unexplainedBursts(), statuses, status -> unexplainedBursts.applyAsDouble(status.key())));
        families.add(new HistogramSnapshot(help.burstDuration(), points(statuses, this::durations)));
        families.add(gauge(help.burstOpen(), statuses, status -> status.open() == null ? 0.0 : 1.0));
        families.add(gauge(help.lastBurstStart(), statuses, SignalMetrics::lastBurstStart));
        families.add(gauge(help.limitCores(), statuses, status -> limit(status, Unit.CORES)));
        families.add(gauge(help.limitBytes(), statuses, status -> limit(status, Unit.BYTES_PER_SECOND)));
        families.add(gauge(help.limitRequests(), statuses, status -> limit(status, Unit.REQUESTS)));
        families.add(gauge(help.limitSeats(), statuses, status -> limit(status, Unit.SEATS)));
        families.add(gauge(help.limitSeconds(), statuses, status -> limit(status, Unit.SECONDS)));
        families.add(gauge(help.limitUnknown(), statuses, SignalMetrics::limitUnknown));
        return new MetricSnapshots(families);
    }

    private CounterSnapshot counter(
            MetricMetadata metadata, List<SignalStatus> statuses, ToDoubleFunction<SignalStatus> value) {
        return new CounterSnapshot(
                metadata,
                points(
                        statuses,
                        status -> new CounterDataPointSnapshot(
                                value.applyAsDouble(status), labels(status), null, NO_CREATED_TIME)));
    }

    /** A gauge over those signals for which there is a value. */
    private GaugeSnapshot gauge(
            MetricMetadata metadata, List<SignalStatus> statuses, Function<SignalStatus, @Nullable Double> value) {
        return new GaugeSnapshot(metadata, points(statuses, status -> {
            Double known = value.apply(status);
            return known == null ? null : new GaugeDataPointSnapshot(known, labels(status), null);
        }));
    }

    private static <P> List<P> points(List<SignalStatus> statuses, Function<SignalStatus, @Nullable P> point) {
        List<P> points = new ArrayList<>(statuses.size());
        for (SignalStatus status : statuses) {
            P made = point.apply(status);
            if (made != null) {
                points.add(made);
            }
        }
        return points;
    }

    private HistogramDataPointSnapshot levels(SignalStatus status) {
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(LEVEL_BOUNDS, counts(status.levelMillis())),
                status.levelMillisSum(),
                labels(status),
                Exemplars.EMPTY,
                NO_CREATED_TIME);
    }

    private @Nullable GaugeDataPointSnapshot peak(SignalStatus status) {
        Double peak = status.recentPeak();
        return peak == null
                ? null
                : new GaugeDataPointSnapshot(peak, series(status.key()).lastMinute(), null);
    }

    private @Nullable Double threshold(SignalStatus status) {
        Thresholds thresholds = settings.thresholds(status.key().kind());
        double level = thresholds.enter().level();
        return Double.isInfinite(level) ? null : level;
    }

    private CounterDataPointSnapshot bursts(SignalStatus status) {
        Burst last = status.lastBurst();
        return new CounterDataPointSnapshot(
                status.bursts(), labels(status), last == null ? null : exemplar(last, 1), NO_CREATED_TIME);
    }

    private List<CounterDataPointSnapshot> hiddenBursts(List<SignalStatus> statuses) {
        List<CounterDataPointSnapshot> points =
                new ArrayList<>(statuses.size() * settings.dashboards().size());
        for (SignalStatus status : statuses) {
            List<Labels> labels = series(status.key()).byDashboard();
            for (int i = 0; i < labels.size(); i++) {
                points.add(new CounterDataPointSnapshot(status.hidden().get(i), labels.get(i), null, NO_CREATED_TIME));
            }
        }
        return points;
    }

    private HistogramDataPointSnapshot durations(SignalStatus status) {
        Burst last = status.lastBurst();
        NativeHistogramBuckets.Builder eighths = NativeHistogramBuckets.builder();
        status.burstsByEighth().forEach(eighths::bucket);
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(DURATION_BOUNDS, counts(status.burstsByDuration())),
                EIGHTHS_OF_DOUBLINGS,
                0,
                SHORTEST_DURATION_SECONDS,
                eighths.build(),
                NativeHistogramBuckets.EMPTY,
                status.burstSecondsSum(),
                labels(status),
                last == null ? Exemplars.EMPTY : Exemplars.of(exemplar(last, last.durationSeconds())),
                NO_CREATED_TIME);
    }

    private static Double lastBurstStart(SignalStatus status) {
        Burst latest = status.open() == null ? status.lastBurst() : status.open();
        return latest == null ? 0.0 : latest.startNanos() / 1e9;
    }

    private static @Nullable Double limit(SignalStatus status, Unit unit) {
        return status.key().kind().unit() == unit && status.limit() instanceof Limit.Known known
                ? known.perSecond()
                : null;
    }

    private static @Nullable Double limitUnknown(SignalStatus status) {
        if (status.key().kind().unit() == Unit.RATIO) {
            return null;
        }
        return status.limit() instanceof Limit.Known ? 0.0 : 1.0;
    }

    private static Exemplar exemplar(Burst burst, double value) {
        return Exemplar.builder()
                .value(value)
                .labels(Labels.of("burst_id", burst.id()))
                .timestampMillis(Math.floorDiv(burst.endNanos(), 1_000_000L))
                .build();
    }

    private Labels labels(SignalStatus status) {
        return series(status.key()).labels();
    }

    private Series series(SignalKey key) {
        return seriesOfKeys.computeIfAbsent(key, this::newSeries);
    }

    private Series newSeries(SignalKey key) {
        Labels labels = Labels.of("target", key.target(), "signal", key.kind().id(), "device", key.device());
        return new Series(
                labels,
                labels.add("window", "1m"),
                settings.dashboards().stream()
                        .map(dashboard -> labels.add("dashboard", dashboard.name()))
                        .toList());
    }

    private static long[] counts(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    private static double[] withInfinity(List<Double> bounds) {
        return DoubleStream.concat(
                        bounds.stream().mapToDouble(Double::doubleValue), DoubleStream.of(Double.POSITIVE_INFINITY))
                .toArray();
    }
}
