// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the peaks of deploys are heading: the weekly 95th percentile of the peak utilisation per deploy, its slope since the last step
 * change, and when it will reach a threshold.
 *
 * @param weeks how many weeks the trend rests on: those with deploys, since the last step change
 * @param slopePerWeek Theil and Sen's slope
 * @param pValue the chance to see such a slope without a trend (Mann-Kendall with Hamed and Rao's correction)
 * @param saturation when the threshold will be reached; empty where no date can be given
 */
public record PeakTrend(int weeks, double slopePerWeek, double pValue, Optional<Saturation> saturation) {
    private static final int WEEKS_NEEDED = 8;
    /** A date more than ten years ahead is none. */
    private static final double MOST_WEEKS = 520;

    private static final double PEAK_SHARE = 0.95;
    private static final Duration WEEK = Duration.ofDays(7);

    /** The peak utilisation during one deploy. */
    public record Peak(Instant at, double utilisation) {}

    /**
     * When the threshold will be reached, with the 95% interval.
     *
     * @param earliest the lower end
     * @param expected where the line crosses it
     * @param latest the upper end
     */
    public record Saturation(Instant earliest, Instant expected, Instant latest) {}

    /**
     * The trend of these peaks. Only weeks that follow each other without a gap and without a step change count, the latest of them;
     * with fewer than eight, there is none.
     *
     * @param peaks in any order; those of a week that is not over are best left out
     * @param threshold the utilisation at which it is saturated
     */
    public static Optional<PeakTrend> of(Collection<Peak> peaks, double threshold) {
        TreeMap<Long, List<Double>> byWeek = new TreeMap<>();
        for (Peak peak : peaks) {
            byWeek.computeIfAbsent(
                            Math.floorDiv(peak.at().getEpochSecond(), WEEK.toSeconds()), week -> new ArrayList<>())
                    .add(peak.utilisation());
        }
        List<Double> run = new ArrayList<>();
        long week = byWeek.isEmpty() ? 0 : byWeek.lastKey();
        for (List<Double> ofWeek = byWeek.get(week); ofWeek != null; ofWeek = byWeek.get(week)) {
            run.addFirst(high(ofWeek));
            week--;
        }
        double[] all = run.stream().mapToDouble(d -> d).toArray();
        int from = StepChange.last(all);
        double[] weekly = Arrays.copyOfRange(all, from, all.length);
        if (weekly.length < WEEKS_NEEDED) {
            return Optional.empty();
        }
        MannKendall test = MannKendall.of(weekly);
        // a week's value stands for its middle
        Instant first = Instant.EPOCH.plus(WEEK.multipliedBy(week + 1 + from)).plus(WEEK.dividedBy(2));
        return Optional.of(new PeakTrend(
                weekly.length, test.slope(), test.pValue(), saturation(LineFit.of(weekly), threshold, first)));
    }

    /** The trend in a sentence. */
    public String inWords() {
        String trend = String.format(
                Locale.ROOT,
                "Peaks during deploys change by %+.1f points a week over %d weeks (p = %.3f)",
                slopePerWeek * 100,
                weeks,
                pValue);
        return saturation
                .map(when -> trend + "; saturated about " + day(when.expected()) + ", between " + day(when.earliest())
                        + " and " + day(when.latest()) + " (95%).")
                .orElse(trend + "; no saturation date can be given.");
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static double high(List<Double> values) {
        return Quantiles.ofSorted(values.stream().mapToDouble(d -> d).sorted().toArray(), PEAK_SHARE);
    }

    /**
     * Fieller's interval: all u = t - tbar with (a + b u - threshold)^2 <= t^2 s^2 f (1/n + u^2/Sxx). It is bounded only where the
     * slope differs from 0; a band around the line, read sideways, would be too narrow (Fieller, "Some problems in interval
     * estimation", JRSS B 16, 1954).
     */
    private static Optional<Saturation> saturation(LineFit line, double threshold, Instant first) {
        double width = line.t975() * line.t975() * line.variance() * line.inflation();
        double distance = line.a() - threshold;
        double square = line.b() * line.b() - width / line.sumOfSquares();
        double linear = line.b() * distance;
        double constant = distance * distance - width / line.n();
        double discriminant = linear * linear - square * constant;
        if (line.b() <= 0 || square <= 0 || discriminant < 0) {
            return Optional.empty();
        }
        double root = Math.sqrt(discriminant);
        double latest = (-linear + root) / square;
        if (latest > MOST_WEEKS) {
            return Optional.empty();
        }
        return Optional.of(new Saturation(
                at(first, line.middle() + (-linear - root) / square),
                at(first, line.middle() - distance / line.b()),
                at(first, line.middle() + latest)));
    }

    private static Instant at(Instant first, double weeks) {
        return first.plusSeconds(Math.round(weeks * WEEK.toSeconds()));
    }
}
