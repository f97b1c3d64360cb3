// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.detection.Burst;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One point of the process: the onset of a burst, with what may explain it.
 *
 * <p>The process counts events, not bursts: one cause makes CPU, network and retransmits of several API servers burst at once.
 * Bursts that begin within 2 s of the first of them share the weight of one event, whatever their target and signal, while each is
 * judged by its own onset.
 *
 * @param seconds when the burst began
 * @param weight its share of an event, 1 where it began alone
 * @param slots the cron slots it falls into, by their index
 * @param candidates the changes that cover it
 */
record Onset(double seconds, double weight, List<Integer> slots, List<Candidate> candidates) {
    private static final double SAME_EVENT_SECONDS = 2;

    /** A change that may have caused it, with the change's dose by age at the onset. */
    @SuppressWarnings("ArrayRecordComponent") // computed once, never compared
    record Candidate(Change change, double[] doseByAge) {}

    Onset {
        slots = List.copyOf(slots);
        candidates = List.copyOf(candidates);
    }

    /** The onset of one burst among these slots and changes. */
    static Onset of(double seconds, double weight, List<CronSlot> slots, Changes changes, int bins) {
        List<Integer> within = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).contains(seconds)) {
                within.add(slot);
            }
        }
        List<Candidate> candidates = changes.covering(seconds, bins * LagDensity.BIN_SECONDS).stream()
                .map(change -> new Candidate(
                        change, change.dose().byAge(seconds, change.root().clockUncertaintySeconds(), bins)))
                .toList();
        return new Onset(seconds, weight, within, candidates);
    }

    /** The onsets of these bursts. */
    static List<Onset> of(Collection<Burst> bursts, List<CronSlot> slots, Changes changes, int bins) {
        double[] seconds = bursts.stream().mapToDouble(Seconds::onset).sorted().toArray();
        List<Onset> onsets = new ArrayList<>(seconds.length);
        int first = 0;
        while (first < seconds.length) {
            int end = first + 1;
            while (end < seconds.length && seconds[end] - seconds[first] <= SAME_EVENT_SECONDS) {
                end++;
            }
            for (int i = first; i < end; i++) {
                onsets.add(of(seconds[i], 1.0 / (end - first), slots, changes, bins));
            }
            first = end;
        }
        return onsets;
    }
}
