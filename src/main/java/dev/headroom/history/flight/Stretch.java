// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Time that was recorded by one run of the program. Within a run time never steps back; from run to run it may, where the wall clock
 * was set back in between. Of two runs that recorded the same time, what was recorded last counts.
 *
 * @param segments those with blocks in it, in their order
 * @param fromNanos where it begins
 * @param toNanos where it ends
 */
record Stretch(List<Segment> segments, long fromNanos, long toNanos) {
    /** How much longer than to the start of the next segment one may reach: its last samples. */
    private static final long OVERLAP_MILLIS = 60_000;

    /** The stretches of the time between two instants, in the order of time. */
    static List<Stretch> between(Track track, long fromNanos, long toNanos) throws IOException {
        TreeMap<Integer, List<Segment>> runs = new TreeMap<>(Comparator.reverseOrder());
        for (Segment segment : track.segments()) {
            runs.computeIfAbsent(segment.run(), run -> new ArrayList<>()).add(segment);
        }
        List<Stretch> found = new ArrayList<>();
        List<long[]> open = new ArrayList<>();
        open.add(new long[] {fromNanos, toNanos});
        for (List<Segment> run : runs.values()) {
            if (TimeUnit.MILLISECONDS.toNanos(run.getFirst().startMillis()) < toNanos && !open.isEmpty()) {
                open = take(run, open, found);
            }
        }
        found.sort(Comparator.comparingLong(Stretch::fromNanos));
        return found;
    }

    /** Takes what a run recorded of the time that is open: what stays open. */
    private static List<long[]> take(List<Segment> run, List<long[]> open, List<Stretch> found) throws IOException {
        long first = run.getFirst().firstNanos().orElse(Long.MAX_VALUE);
        long last = run.getLast().lastNanos().orElse(Long.MAX_VALUE);
        List<long[]> rest = new ArrayList<>();
        for (long[] gap : open) {
            long from = Math.max(gap[0], first);
            long to = Math.min(gap[1], last);
            if (from >= to) {
                rest.add(gap);
                continue;
            }
            found.add(new Stretch(segments(run, from, to), from, to));
            if (gap[0] < from) {
                rest.add(new long[] {gap[0], from});
            }
            if (to < gap[1]) {
                rest.add(new long[] {to, gap[1]});
            }
        }
        return rest;
    }

    private static List<Segment> segments(List<Segment> run, long fromNanos, long toNanos) {
        List<Segment> within = new ArrayList<>();
        for (int i = 0; i < run.size(); i++) {
            boolean ended = i + 1 < run.size()
                    && TimeUnit.MILLISECONDS.toNanos(run.get(i + 1).startMillis() + OVERLAP_MILLIS) < fromNanos;
            if (!ended && TimeUnit.MILLISECONDS.toNanos(run.get(i).startMillis()) < toNanos) {
                within.add(run.get(i));
            }
        }
        return within;
    }
}
