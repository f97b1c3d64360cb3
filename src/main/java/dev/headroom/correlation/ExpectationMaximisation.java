// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fits the parameters by stochastic declustering: every onset is shared among its explanations in proportion to their intensities
 * (E), every intensity is what its shares add up to (M), until both agree (Zhuang, Ogata, Vere-Jones, "Stochastic declustering of
 * space-time earthquake occurrences", JASA 97, 2002; as EM: Veen and Schoenberg, JASA 103, 2008). The pseudo-counts of each part are
 * its prior: with nothing seen, they decide.
 */
final class ExpectationMaximisation {
    private static final int ITERATIONS = 30;

    private final List<CronSlot> slots;
    private final Map<String, Integer> deploysByApp;
    private final double[] exposureSeconds;

    /**
     * A fit of a watched time.
     *
     * @param deploysByApp how many changes of each app could have caused a burst that would have been seen
     */
    ExpectationMaximisation(List<CronSlot> slots, Map<String, Integer> deploysByApp, Window observed) {
        this.slots = slots;
        this.deploysByApp = deploysByApp;
        this.exposureSeconds = Background.exposureSeconds(observed);
    }

    /** The parameters that explain these onsets, with this many bins of lag. */
    Parameters fit(List<Onset> onsets, int bins) {
        Parameters parameters = new Sums(bins).maximised();
        for (int i = 0; i < ITERATIONS; i++) {
            Sums sums = new Sums(bins);
            for (Onset onset : onsets) {
                sums.add(onset, parameters);
            }
            parameters = sums.maximised();
        }
        return parameters;
    }

    /** What the shares of all onsets add up to. */
    private final class Sums {
        private final double[] background = new double[Background.HOURS];
        private final double[] cron = new double[slots.size()];
        private final Map<String, Double> byApp = new HashMap<>();
        private final double[] byLag;

        Sums(int bins) {
            byLag = new double[bins];
        }

        void add(Onset onset, Parameters parameters) {
            Parameters.Shares shares = parameters.explain(onset);
            background[Background.hourOfWeek(onset.seconds())] += onset.weight() * shares.background();
            for (int i = 0; i < onset.slots().size(); i++) {
                cron[onset.slots().get(i)] += onset.weight() * shares.cron()[i];
            }
            for (int i = 0; i < onset.candidates().size(); i++) {
                Onset.Candidate candidate = onset.candidates().get(i);
                double share = onset.weight() * shares.changes()[i];
                if (share > 0) {
                    byApp.merge(candidate.change().app(), share, Double::sum);
                    addLags(candidate.doseByAge(), share, parameters.lag());
                }
            }
        }

        /** A share attributed to a change is spread over the lags that its dose leaves possible. */
        private void addLags(double[] doseByAge, double share, LagDensity lag) {
            double scale = share / lag.weigh(doseByAge);
            for (int bin = 0; bin < byLag.length; bin++) {
                byLag[bin] += scale * lag.perSecond()[bin] * doseByAge[bin];
            }
        }

        Parameters maximised() {
            Map<String, Double> theta = new HashMap<>();
            deploysByApp.forEach(
                    (app, deploys) -> theta.put(app, Parameters.theta(byApp.getOrDefault(app, 0.0), deploys)));
            List<Double> rates = IntStream.range(0, cron.length)
                    .mapToObj(slot -> slots.get(slot).ratePerSecond(cron[slot]))
                    .toList();
            return new Parameters(
                    Background.fitted(background, exposureSeconds), slots, rates, theta, LagDensity.fitted(byLag));
        }
    }
}
