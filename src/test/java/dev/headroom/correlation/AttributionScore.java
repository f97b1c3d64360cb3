// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How well verdicts agree with the known causes of a simulated month.
 *
 * @param precision of the bursts attributed (caused or likely), the share whose group holds the cause
 * @param recall of the bursts that deploys caused, the share attributed to a group that holds the cause
 * @param calibrationError the expected difference between the probability given and the share that was right, in ten bins
 */
record AttributionScore(double precision, double recall, double calibrationError) {
    private static final int BINS = 10;
    private static final double NEAR_SECONDS = 300;

    static AttributionScore of(SimulatedMonth month, Function<Burst, Verdict> judge) {
        int attributed = 0;
        int right = 0;
        double[] givenByBin = new double[BINS];
        double[] rightByBin = new double[BINS];
        for (Burst burst : month.bursts()) {
            Verdict verdict = judge.apply(burst);
            @Nullable String cause = month.causes().get(burst.id());
            boolean holds = cause != null && verdict.group().contains(cause);
            if (verdict.deploy() != null) {
                attributed++;
                right += holds ? 1 : 0;
            }
            int bin = Math.min(BINS - 1, (int) (verdict.probability() * BINS));
            givenByBin[bin] += verdict.probability();
            rightByBin[bin] += holds ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(givenByBin[bin] - rightByBin[bin]);
        }
        return new AttributionScore(
                (double) right / attributed,
                (double) right / month.causes().size(),
                error / month.bursts().size());
    }

    /** The verdict a person reaches by eye: the last deploy that started, in the five minutes before. */
    static Verdict nearestBefore(SimulatedMonth month, Burst burst) {
        return month.deploys().stream()
                .filter(deploy -> {
                    double lag = Seconds.onset(burst) - Seconds.of(deploy.startedAt());
                    return lag >= 0 && lag <= NEAR_SECONDS;
                })
                .max(Comparator.comparing(Deploy::startedAt))
                .map(deploy -> new Verdict(
                        deploy.id(), List.of(deploy.id()), 1, Verdict.Decision.CAUSED, List.of(), List.of()))
                .orElseGet(() -> Verdict.unexplained("none near"));
    }
}
