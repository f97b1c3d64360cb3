// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.Dashboard;
import dev.headroom.detection.Thresholds;
import dev.headroom.history.HistoryStatus;
import dev.headroom.history.flight.FlightSettings;
import dev.headroom.history.flight.FlightStatus;
import dev.headroom.replay.PlayedRecording;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/about}: what this Headroom is, what it goes by, what it takes, and how what it keeps is doing.
 *
 * @param now the time by its clock: that of the recording where one is played
 * @param startedAt when it began, by the same clock
 * @param intervalSeconds the time between two samples of the host
 * @param recording what is played; null where it watches the real world
 * @param thresholds of each signal that has any
 * @param dashboards those each burst is compared with
 * @param minDurationSeconds the shortest burst that is reported
 * @param processCpuSeconds CPU time since it started; null where the system does not tell
 * @param residentBytes memory it occupies; null where the system does not tell
 */
record AboutRecord(
        String version,
        Instant now,
        Instant startedAt,
        double intervalSeconds,
        @Nullable RecordingRecord recording,
        List<ThresholdRecord> thresholds,
        List<DashboardRecord> dashboards,
        double minDurationSeconds,
        @Nullable Double processCpuSeconds,
        @Nullable Long residentBytes,
        FlightRecord flight,
        RetentionRecord retention,
        HistoryRecord history,
        StreamsRecord streams,
        KubernetesRecord kubernetes) {
    AboutRecord {
        thresholds = List.copyOf(thresholds);
        dashboards = List.copyOf(dashboards);
    }

    /**
     * A recording that is played.
     *
     * @param file its name
     * @param from its first reading
     * @param to its last reading
     * @param speed seconds of it that pass in a second
     */
    record RecordingRecord(String file, Instant from, Instant to, double speed) {
        static @Nullable RecordingRecord of(@Nullable PlayedRecording played) {
            return played == null
                    ? null
                    : new RecordingRecord(
                            String.valueOf(played.file().getFileName()), played.from(), played.to(), played.speed());
        }
    }

    /**
     * When a signal is saturated.
     *
     * @param enter the level at which a burst begins
     * @param exit the level below which it ends
     */
    record ThresholdRecord(String signal, double enter, double exit) {
        static ThresholdRecord of(SignalKind kind, Thresholds thresholds) {
            return new ThresholdRecord(
                    kind.id(), thresholds.enter().level(), thresholds.exit().level());
        }
    }

    /** A dashboard as bursts name it, and what it draws. */
    record DashboardRecord(
            String dashboard, double scrapeSeconds, String function, double rangeSeconds, double stepSeconds) {
        static DashboardRecord of(Dashboard dashboard) {
            return new DashboardRecord(
                    dashboard.name(),
                    seconds(dashboard.scrape()),
                    dashboard.function().id(),
                    seconds(dashboard.range()),
                    seconds(dashboard.step()));
        }
    }

    /**
     * How the recorder of samples is doing.
     *
     * @param bytes what its files take
     * @param maxBytes what they may take
     * @param droppedSamples samples that were lost because they could not be written in time
     */
    record FlightRecord(boolean writable, long bytes, long maxBytes, long droppedSamples, long writeFailures) {
        static FlightRecord of(FlightStatus status) {
            return new FlightRecord(
                    status.writable(),
                    status.bytes(),
                    status.maxBytes(),
                    status.droppedSamples(),
                    status.writeFailures());
        }
    }

    /** For how long the recorder keeps the samples themselves, one row a second and one a minute, where its bytes allow. */
    record RetentionRecord(double samplesSeconds, double secondsSeconds, double minutesSeconds) {
        static final RetentionRecord OF_THE_RECORDER = new RetentionRecord(
                seconds(FlightSettings.SAMPLES_KEPT),
                seconds(FlightSettings.SECONDS_KEPT),
                seconds(FlightSettings.MINUTES_KEPT));
    }

    /**
     * How the keeping of bursts and deploys is doing.
     *
     * @param pending what waits to be written
     */
    record HistoryRecord(boolean writable, int pending, long writeFailures, long bytes) {
        static HistoryRecord of(HistoryStatus status) {
            return new HistoryRecord(status.writable(), status.pending(), status.writeFailures(), status.bytes());
        }
    }

    /** How many streams are open, and how many may be. */
    record StreamsRecord(int open, int max) {}

    /** Whether rollouts of a cluster are followed, and what it is called; null where it has no name. */
    record KubernetesRecord(boolean enabled, @Nullable String cluster) {}

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
