// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.ReportDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns lines of one log into reports, by pairing starts with ends: helmfile's by host, environment, service and user. A deploy is
 * named by these and its start, so that reading a line with a time twice changes nothing. An end without a start is left out unless it
 * tells how long the deploy took; helmfile's end carries no success flag and is taken for one. Thread safe.
 *
 * <p>scap hides the helmfile lines of the releases it covers: its line is the parent of the rollouts, which the app mediawiki joins.
 */
public final class DeployLog {
    private static final String APP_OF_SCAP = "mediawiki";
    private static final int MOST_PAIRS = 1_000;
    private static final Duration LONGEST = Duration.ofHours(6);

    /** What is lost of a time written in whole seconds, and by reading the file once a second. */
    private static final double UNCERTAINTY_SECONDS = 1;

    private static final class Pair {
        private final Instant start;
        private @Nullable Instant end;

        Pair(Instant start, @Nullable Instant end) {
            this.start = start;
            this.end = end;
        }

        boolean isOpenAt(Instant at) {
            return end == null
                    && !at.isBefore(start)
                    && Duration.between(start, at).compareTo(LONGEST) < 0;
        }
    }

    /** The last deploy of each pair's name. Guarded by this. */
    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    /**
     * A deploy whose start was read, to go on with after a restart.
     *
     * @param pair what its start and its end have in common
     */
    public record Open(String pair, Instant start) {}

    /**
     * Reads one line.
     *
     * @param arrival when it was read, for lines that tell no time
     * @return a report, if it tells of a deploy
     */
    public synchronized Optional<DeployReport> read(String line, Instant arrival) {
        return LogLine.of(line).flatMap(known -> report(known, known.time() == null ? arrival : known.time()));
    }

    private Optional<DeployReport> report(LogLine line, Instant at) {
        return line.start() ? Optional.of(started(line, at)) : ended(line, at);
    }

    private DeployReport started(LogLine line, Instant at) {
        Pair pair = pairs.get(line.pair());
        boolean again = pair != null && (line.time() == null ? pair.isOpenAt(at) : pair.start.equals(at));
        if (pair == null || !again) {
            pair = remember(line.pair(), new Pair(at, null));
        }
        return draft(line, Phase.STARTED, pair.start).report();
    }

    private Optional<DeployReport> ended(LogLine line, Instant at) {
        Pair pair = pairs.get(line.pair());
        if (pair != null && pair.isOpenAt(at)) {
            pair.end = at;
        } else if (pair == null || pair.end == null || (line.time() != null && !pair.end.equals(at))) {
            // not the end of a start that was read, nor that end told again
            if (line.duration() == null) {
                return Optional.empty();
            }
            pair = remember(line.pair(), new Pair(at.minus(line.duration()), at));
        }
        return Optional.of(
                draft(line, Phase.SUCCEEDED, pair.start).finishedAt(pair.end).report());
    }

    private Pair remember(String name, Pair pair) {
        pairs.remove(name);
        pairs.put(name, pair);
        if (pairs.size() > MOST_PAIRS) {
            Iterator<Pair> oldestFirst = pairs.values().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        }
        return pair;
    }

    private static ReportDraft draft(LogLine line, Phase phase, Instant start) {
        boolean scap = line.tool().equals(LogLine.SCAP);
        return new ReportDraft(line.tool(), line.pair() + " " + start, phase, start)
                .in(line.cluster(), scap ? null : line.what())
                .object(line.tool(), line.what())
                .app(scap ? APP_OF_SCAP : line.what())
                .revision(line.message())
                .actor(line.who())
                .clockUncertaintySeconds(UNCERTAINTY_SECONDS);
    }

    /** The deploys whose end is still to come. */
    public synchronized List<Open> open() {
        List<Open> open = new ArrayList<>();
        pairs.forEach((name, pair) -> {
            if (pair.end == null) {
                open.add(new Open(name, pair.start));
            }
        });
        return open;
    }

    /** Goes on with deploys whose starts were read before. */
    public synchronized void restore(List<Open> open) {
        open.forEach(known -> remember(known.pair(), new Pair(known.start(), null)));
    }
}
