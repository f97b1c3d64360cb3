// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.List;
import java.util.Map;

/**
 * What the process is made of: lambda(t) = mu[hour of week] + sum of rho over the cron slots that hold t + sum over the changes of
 * theta[app] * (dose convolved with kappa)(t).
 *
 * @param background mu
 * @param slots the cron slots
 * @param slotRates rho, bursts per second inside each slot
 * @param theta the bursts expected of one deploy, by app
 * @param lag kappa
 */
record Parameters(
        Background background,
        List<CronSlot> slots,
        List<Double> slotRates,
        Map<String, Double> theta,
        LagDensity lag) {
    private static final double PRIOR_BURSTS = 0.5;
    private static final double PRIOR_DEPLOYS = 5;

    Parameters {
        slots = List.copyOf(slots);
        slotRates = List.copyOf(slotRates);
        theta = Map.copyOf(theta);
    }

    /** theta of an app: a rare app is drawn towards one burst in ten deploys. */
    static double theta(double attributed, int deploys) {
        return (attributed + PRIOR_BURSTS) / (deploys + PRIOR_DEPLOYS);
    }

    /** theta of the app of a change; one never seen has the prior's. */
    double thetaOf(Change change) {
        return theta.getOrDefault(change.app(), theta(0, 0));
    }

    /** The shares of everything that may explain an onset; they sum to 1. */
    Shares explain(Onset onset) {
        double background = this.background.perSecondAt(onset.seconds());
        double[] cron = onset.slots().stream().mapToDouble(slotRates::get).toArray();
        double[] changes = onset.candidates().stream()
                .mapToDouble(candidate -> thetaOf(candidate.change()) * lag.weigh(candidate.doseByAge()))
                .toArray();
        double lambda = background;
        for (double rate : cron) {
            lambda += rate;
        }
        for (double rate : changes) {
            lambda += rate;
        }
        scale(cron, 1 / lambda);
        scale(changes, 1 / lambda);
        return new Shares(background / lambda, cron, changes);
    }

    private static void scale(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    /**
     * r: how an onset is shared among its explanations.
     *
     * @param background mu's share
     * @param cron the share of each of the onset's slots
     * @param changes the share of each of its candidates
     */
    @SuppressWarnings("ArrayRecordComponent") // computed once, never compared
    record Shares(double background, double[] cron, double[] changes) {}
}
