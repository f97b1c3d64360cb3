// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/**
 * What a counter does without deploys: the median rate of each hour of the week, over minutes without a deploy and outside cron
 * slots, shifted by how much the minutes before the time in question differ from it.
 */
final class CounterBaseline {
    private static final double BIN_SECONDS = 60;
    private static final double HOUR_SECONDS = 3600;
    private static final double LOCAL_FROM_SECONDS = 600;
    private static final double LOCAL_TO_SECONDS = 60;

    /** An hour of the week with fewer minutes than this is taken to be as any other. */
    private static final int BINS_NEEDED = 10;

    private final CumulativeCounter counter;
    private final double[] medianPerSecond = new double[Background.HOURS];

    /**
     * Learns a baseline.
     *
     * @param quiet whether the minute from this time on is without a deploy and a cron slot
     */
    CounterBaseline(CumulativeCounter counter, Window observed, DoublePredicate quiet) {
        this.counter = counter;
        List<List<Double>> rates = new ArrayList<>();
        for (int hour = 0; hour < Background.HOURS; hour++) {
            rates.add(new ArrayList<>());
        }
        double to = Seconds.of(observed.to());
        for (double at = Seconds.of(observed.from()); at + BIN_SECONDS <= to; at += BIN_SECONDS) {
            if (quiet.test(at)) {
                List<Double> ofHour = rates.get(Background.hourOfWeek(at));
                increase(at, at + BIN_SECONDS).ifPresent(increase -> ofHour.add(increase / BIN_SECONDS));
            }
        }
        double overall = median(rates.stream().flatMap(List::stream).toList(), 0);
        Arrays.setAll(
                medianPerSecond,
                hour -> rates.get(hour).size() < BINS_NEEDED ? overall : median(rates.get(hour), overall));
    }

    /** The rise above the baseline between two times; empty where the counter was not read. */
    OptionalDouble excess(double fromSeconds, double toSeconds) {
        OptionalDouble increase = increase(fromSeconds, toSeconds);
        if (increase.isEmpty()) {
            return increase;
        }
        double expected = localPerSecond(fromSeconds) * (toSeconds - fromSeconds);
        double at = fromSeconds;
        while (at < toSeconds) {
            double next = Math.min(toSeconds, (Math.floor(at / HOUR_SECONDS) + 1) * HOUR_SECONDS);
            expected += medianPerSecond[Background.hourOfWeek(at)] * (next - at);
            at = next;
        }
        return OptionalDouble.of(increase.getAsDouble() - expected);
    }

    /** How far the rate of the ten minutes before differs from the hour's, the last minute left out: some deploys start early. */
    private double localPerSecond(double startSeconds) {
        List<Double> residuals = new ArrayList<>();
        for (double at = startSeconds - LOCAL_FROM_SECONDS;
                at + BIN_SECONDS <= startSeconds - LOCAL_TO_SECONDS;
                at += BIN_SECONDS) {
            double median = medianPerSecond[Background.hourOfWeek(at)];
            increase(at, at + BIN_SECONDS).ifPresent(increase -> residuals.add(increase / BIN_SECONDS - median));
        }
        return median(residuals, 0);
    }

    private OptionalDouble increase(double fromSeconds, double toSeconds) {
        return counter.increase(Seconds.instant(fromSeconds), Seconds.instant(toSeconds));
    }

    private static double median(List<Double> values, double ofNone) {
        return values.isEmpty()
                ? ofNone
                : Quantiles.median(values.stream().mapToDouble(d -> d).toArray());
    }
}
