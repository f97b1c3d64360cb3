// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployReport;
import dev.headroom.sampling.SampleClip;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bursts, deploys and flight recordings, and answers questions about them. Thread safe.
 *
 * <p>Bursts are taken in without waiting for a disk, because they come from the thread that samples; deploys are kept for good before
 * their sender is told so.
 */
public interface History {
    /** Adds a burst, or replaces what is known of the one with its id. Never waits for a disk or a network. */
    void save(BurstRecord burst);

    /** The burst with this id. */
    Optional<BurstRecord> burst(String id);

    /**
     * A page of bursts in the order of {@link Position}. Bursts that are saved between two pages neither repeat nor hide others.
     *
     * @param query which
     * @param limit at most this many, 1 or more
     * @param after where the page before ended, or null for the first
     */
    Page bursts(BurstQuery query, int limit, @Nullable Position after);

    /** Keeps the flight recording of a burst that was saved: its samples from before the onset to after the end. */
    void saveClip(String burstId, SampleClip clip);

    /** The flight recording of a burst, as far as it is kept. */
    Optional<SampleClip> clip(String burstId);

    /**
     * Keeps what a person says of a burst, in the place of what was said before. Returns when it is kept for good.
     *
     * @return false when the burst is not kept, and so neither is this
     * @throws HistoryUnavailableException when that failed; what was said before still counts
     */
    boolean label(String burstId, LabelRecord label) throws HistoryUnavailableException;

    /**
     * Takes back what a person says of a burst, if anything. Returns when it is gone for good.
     *
     * @throws HistoryUnavailableException when that failed; what was said still counts
     */
    void unlabel(String burstId) throws HistoryUnavailableException;

    /**
     * Keeps a report, and the deploys it changed as they are now, together or not at all. Returns when they are kept for good.
     *
     * @throws HistoryUnavailableException when that failed; nothing was kept
     */
    void save(DeployReport report, List<Deploy> changed) throws HistoryUnavailableException;

    /** The reports of deploys that started at or after an instant, in the order in which they were kept. */
    List<DeployReport> deployReports(Instant since);

    /** The deploys that started at or after an instant, oldest first. */
    List<Deploy> deploysSince(Instant since);

    /** The deploy with this id, with what is attributed to it by now. */
    Optional<DeployRecord> deploy(String id);

    /** A page of deploys, newest first by start and then by id; as for bursts. */
    DeployPage deploys(DeployQuery query, int limit, @Nullable Position after);

    /**
     * A burst's or a deploy's place among all: newest first by start, then by id. It never changes, so that it still tells where a page ended
     * when newer bursts have come and older ones have gone.
     */
    record Position(Instant start, String id) implements Comparable<Position> {
        private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::start)
                .thenComparing(Position::id)
                .reversed();

        /** Where this burst stands. */
        public static Position of(BurstRecord burst) {
            return new Position(burst.start(), burst.id());
        }

        /** Where this deploy stands. */
        public static Position of(DeployRecord deploy) {
            return new Position(deploy.startedAt(), deploy.id());
        }

        @Override
        public int compareTo(Position other) {
            return NEWEST_FIRST.compare(this, other);
        }
    }

    /**
     * Which bursts are asked for; null asks for all.
     *
     * @param since those that end at or after this, and those that have not ended
     * @param until those that start before this
     * @param target those of this target
     * @param signal those of the signal with this public name
     * @param app those attributed, as caused or likely, to a deploy of this app
     * @param hidden those hidden, or not hidden, from at least one dashboard
     */
    record BurstQuery(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String target,
            @Nullable String signal,
            @Nullable String app,
            @Nullable Boolean hidden) {

        /**
         * True when this burst is asked for.
         *
         * @param apps tells which app a deploy is of
         */
        public boolean matches(BurstRecord burst, DeployApps apps) {
            Instant end = burst.end();
            return (since == null || end == null || !end.isBefore(since))
                    && (until == null || burst.start().isBefore(until))
                    && (target == null || target.equals(burst.target()))
                    && (signal == null || signal.equals(burst.signal()))
                    && (hidden == null || hidden == burst.hidden())
                    && (app == null || isAttributedTo(app, burst.verdict(), apps));
        }

        private static boolean isAttributedTo(String app, BurstRecord.VerdictRecord verdict, DeployApps apps) {
            String deploy = verdict.deploy();
            return deploy != null && apps.app(deploy).filter(app::equals).isPresent();
        }
    }

    /** Tells which app a deploy is of. Thread safe. */
    @FunctionalInterface
    interface DeployApps {
        /** The app of the deploy with this id; empty where the deploy is unknown or names none. */
        Optional<String> app(String deployId);
    }

    /**
     * Some bursts.
     *
     * @param next where the next page begins, null when this is the last
     */
    record Page(List<BurstRecord> bursts, @Nullable Position next) {
        public Page {
            bursts = List.copyOf(bursts);
        }
    }

    /**
     * Which deploys are asked for; null asks for all.
     *
     * @param since those that end at or after this, and those that have not ended
     * @param until those that start before this
     * @param source those this source told of
     * @param app those of this app
     * @param namespace those in this namespace
     * @param phase those in this phase
     */
    record DeployQuery(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String source,
            @Nullable String app,
            @Nullable String namespace,
            Deploy.@Nullable Phase phase) {

        /** True when this deploy is asked for. */
        public boolean matches(Deploy deploy) {
            Instant end = deploy.finishedAt();
            return (since == null || end == null || !end.isBefore(since))
                    && (until == null || deploy.startedAt().isBefore(until))
                    && (source == null || source.equals(deploy.source()))
                    && (app == null || app.equals(deploy.app()))
                    && (namespace == null || namespace.equals(deploy.namespace()))
                    && (phase == null || phase == deploy.phase());
        }
    }

    /**
     * Some deploys.
     *
     * @param next where the next page begins, null when this is the last
     */
    record DeployPage(List<DeployRecord> deploys, @Nullable Position next) {
        public DeployPage {
            deploys = List.copyOf(deploys);
        }
    }
}
