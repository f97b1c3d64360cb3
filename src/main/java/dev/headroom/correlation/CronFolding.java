// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the minutes that bursts keep coming back to, by folding their onsets at the periods of usual schedules.
 *
 * <p>A slot is flagged when its bursts are too many to be chance (Poisson tail below 1e-6 over the number of slots tried; bounded
 * from above by Chernoff, P(X >= k) <= exp(-(k ln(k/m) - k + m)) for k above the mean m, which needs no table) and a burst began in
 * it in at least a quarter of the periods. Only minutes in which no deploy could have caused a burst are looked at: a deploy train
 * that leaves at the same minute every day is not a cron job. Of all slots that qualify the least likely by chance is taken first
 * and its bursts are set aside before the next is looked for, so a half-hourly job is found as such and not as "every 10 min".
 */
final class CronFolding {
    private static final int[] PERIODS_MINUTES = {5, 10, 15, 30, 60, 1440};
    private static final int SLOTS_TRIED = 5 + 10 + 15 + 30 + 60 + 1440;
    private static final double SURPRISE_NEEDED = Math.log(SLOTS_TRIED / 1e-6);
    private static final double HIT_SHARE_NEEDED = 0.25;
    private static final double MINUTE_SECONDS = 60;

    /** Schedules are looked for in the last 400 days: older ones say little, and a file may claim centuries. */
    private static final long LONGEST_MINUTES = Duration.ofDays(400).toMinutes();

    private final long firstMinute;
    private final int minutes;
    private final BitSet free = new BitSet();
    private final BitSet hits = new BitSet();

    private CronFolding(Window observed) {
        long lastMinute = minute(Seconds.of(observed.to()));
        firstMinute = Math.max(minute(Seconds.of(observed.from())), lastMinute - LONGEST_MINUTES);
        minutes = (int) (lastMinute - firstMinute + 1);
        free.set(0, minutes);
    }

    /**
     * The slots that stand out, the most surprising first.
     *
     * @param onsetsSeconds when bursts began
     * @param changes what may have caused them
     */
    static List<CronSlot> find(Collection<Double> onsetsSeconds, Changes changes, Window observed) {
        CronFolding folding = new CronFolding(observed);
        for (Change change : changes.all()) {
            folding.leaveOut(change);
        }
        for (double onset : onsetsSeconds) {
            int index = folding.index(onset);
            if (index >= 0 && index < folding.minutes && folding.free.get(index)) {
                folding.hits.set(index);
            }
        }
        List<CronSlot> slots = new ArrayList<>();
        CronSlot slot = folding.mostSurprising();
        while (slot != null) {
            slots.add(slot);
            folding.setAside(slot);
            slot = folding.mostSurprising();
        }
        return slots;
    }

    private void leaveOut(Change change) {
        double from = change.startSeconds() - change.root().clockUncertaintySeconds();
        double to = change.dose().endSeconds() + LagDensity.FIRST_REACH_SECONDS;
        int first = Math.max(0, index(from));
        int end = Math.min(minutes, index(to) + 1);
        if (first < end) {
            free.clear(first, end);
        }
    }

    private @Nullable CronSlot mostSurprising() {
        int bursts = hits.cardinality();
        int watched = free.cardinality();
        CronSlot best = null;
        double bestSurprise = SURPRISE_NEEDED;
        for (int period : PERIODS_MINUTES) {
            int[] hitsBySlot = bySlot(hits, period);
            int[] freeBySlot = bySlot(free, period);
            for (int slot = 0; slot < period; slot++) {
                double expected = (double) bursts * freeBySlot[slot] / watched;
                double surprise = surprise(hitsBySlot[slot], expected);
                if (surprise > bestSurprise && hitsBySlot[slot] >= HIT_SHARE_NEEDED * freeBySlot[slot]) {
                    bestSurprise = surprise;
                    double periods = minutes / (double) period;
                    best = new CronSlot(
                            period, slot, (double) hitsBySlot[slot] / freeBySlot[slot], periods * MINUTE_SECONDS);
                }
            }
        }
        return best;
    }

    /** Minus the logarithm of the chance to see this many or more. */
    private static double surprise(int seen, double expected) {
        return seen <= expected ? 0 : seen * Math.log(seen / expected) - seen + expected;
    }

    private int[] bySlot(BitSet set, int period) {
        int[] counts = new int[period];
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            counts[(int) Math.floorMod(firstMinute + i, (long) period)]++;
        }
        return counts;
    }

    private void setAside(CronSlot slot) {
        for (int i = hits.nextSetBit(0); i >= 0; i = hits.nextSetBit(i + 1)) {
            if (Math.floorMod(firstMinute + i, (long) slot.periodMinutes()) == slot.minute()) {
                hits.clear(i);
            }
        }
    }

    private int index(double seconds) {
        return (int) Math.clamp(minute(seconds) - firstMinute, -1, minutes);
    }

    private static long minute(double seconds) {
        return (long) Math.floor(seconds / MINUTE_SECONDS);
    }
}
