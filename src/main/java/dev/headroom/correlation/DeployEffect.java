// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Locale;

/**
 * Whether deploys are followed by bursts more often than the same times of other days are.
 *
 * @param clusters how many deploy clusters were looked at
 * @param burstShare the share of them with a burst in (0, L] after a start
 * @param matchedShare the same share at matched times without a deploy: other days of the same class, about the same time
 * @param lowerDifference the lower end of the 95% interval of their difference
 * @param upperDifference its upper end
 * @param pValue the chance to see this or more if deploys did nothing
 * @param placeboPValue the same for the L before the starts, which deploys cannot have caused
 */
public record DeployEffect(
        int clusters,
        double burstShare,
        double matchedShare,
        double lowerDifference,
        double upperDifference,
        double pValue,
        double placeboPValue) {

    /** The level at which a p is called significant. */
    public static final double ALPHA = 0.05;

    /** The risk difference: the share of clusters whose bursts would be missing without the deploys. */
    public double difference() {
        return burstShare - matchedShare;
    }

    /** How many times as likely a burst is after a deploy; infinite where there is none without. */
    public double lift() {
        return burstShare / matchedShare;
    }

    /** True when bursts also cluster before deploys: then deploys follow load (or hands follow alarms), and nothing causal is said. */
    public boolean reactsToLoad() {
        return placeboPValue < ALPHA;
    }

    /** True when deploys may be said to cause bursts. */
    public boolean causal() {
        return pValue < ALPHA && !reactsToLoad();
    }

    /** The finding in a sentence. */
    public String inWords() {
        String shares = String.format(
                Locale.ROOT,
                "%.0f%% of %d deploys or batches were followed by a burst, %.0f%% of matched times without a deploy"
                        + " (difference %+.0f points, 95%% interval %+.0f to %+.0f, p = %.4f)",
                burstShare * 100,
                clusters,
                matchedShare * 100,
                difference() * 100,
                lowerDifference * 100,
                upperDifference * 100,
                pValue);
        if (reactsToLoad()) {
            return String.format(
                    Locale.ROOT,
                    "%s; but bursts are as unusual before the deploys (p = %.4f): deploys may be reacting to load, so no"
                            + " cause is claimed.",
                    shares,
                    placeboPValue);
        }
        return shares + (causal() ? ": deploys cause bursts." : ": no effect is shown.");
    }
}
