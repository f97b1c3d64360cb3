// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * 28 days of a cluster whose causes are known: about 445 deploys of 30 apps, mostly in office hours, 30% of them in batches of three
 * that start within 40 s; about 160 background bursts, more of them in office hours; about 540 bursts of an hourly job; and the bursts
 * that deploys cause.
 *
 * <p>An app causes a burst with a probability of its own (between a tenth and twice the mean, at most 0.95). A fifth of the deploys
 * are long rollouts (2 to 7 min), whose bursts follow any moment of them; the others are over within 30 s. Lags are log-normal around
 * 25 s. What is so chosen beyond the design's figures makes "the nearest deploy before" as good as the design says it is: about 0.6 of
 * its verdicts right and three quarters of the causes found.
 *
 * @param causes the deploy behind a burst, by the burst's id; bursts without a deploy are missing
 */
record SimulatedMonth(List<Burst> bursts, List<Deploy> deploys, Map<String, String> causes, Window observed) {
    static final int DAYS = 28;

    private static final double DAY_SECONDS = 86_400;
    private static final int APPS = 30;
    private static final double DEPLOYS = 445;
    private static final double BATCHED_SHARE = 0.3;
    private static final int BATCH = 3;
    private static final double LONG_SHARE = 0.2;
    private static final double BACKGROUND_BURSTS = 160;
    private static final double CRON_HIT_SHARE = 0.8;

    /** Simulates a month; the same seed gives the same month. */
    static SimulatedMonth of(long seed, double meanBurstProbability) {
        return new Simulator(seed, meanBurstProbability).month();
    }

    private static final class Simulator {
        private final Random random;
        private final double[] burstProbability = new double[APPS];
        private final List<Burst> bursts = new ArrayList<>();
        private final List<Deploy> deploys = new ArrayList<>();
        private final Map<String, String> causes = new HashMap<>();

        Simulator(long seed, double meanBurstProbability) {
            random = new Random(seed);
            for (int app = 0; app < APPS; app++) {
                burstProbability[app] = Math.min(0.95, meanBurstProbability * (0.1 + 1.8 * random.nextDouble()));
            }
        }

        SimulatedMonth month() {
            double batches = DEPLOYS * BATCHED_SHARE / BATCH;
            double starts = DEPLOYS * (1 - BATCHED_SHARE) + batches;
            for (int i = 0; i < starts; i++) {
                double start = officeTime();
                int size = random.nextDouble() < batches / starts ? BATCH : 1;
                for (int member = 0; member < size; member++) {
                    deploy(start);
                    start += 20 * random.nextDouble();
                }
            }
            for (int i = 0; i < BACKGROUND_BURSTS; i++) {
                burst(random.nextInt(3) == 0 ? officeTime() : DAYS * DAY_SECONDS * random.nextDouble());
            }
            for (int hour = 0; hour < DAYS * 24; hour++) {
                if (random.nextDouble() < CRON_HIT_SHARE) {
                    burst(hour * 3_600 + 300 + 20 * random.nextDouble());
                }
            }
            return new SimulatedMonth(bursts, deploys, causes, Given.observed(Duration.ofDays(DAYS)));
        }

        /** A time in the watched weeks, weekdays 8 to 18 h with a share of nine in ten; the first day is a Tuesday, noon. */
        private double officeTime() {
            while (true) {
                double time = DAYS * DAY_SECONDS * random.nextDouble();
                int day = (int) ((time + DAY_SECONDS / 2) / DAY_SECONDS);
                double hour = (time / 3_600 + 12) % 24;
                boolean office = (day + 1) % 7 < 5 && hour >= 8 && hour < 18;
                if (office || random.nextDouble() < 0.04) {
                    return time;
                }
            }
        }

        private void deploy(double start) {
            String id = "deploy" + deploys.size();
            int app = (int) (APPS * random.nextDouble() * random.nextDouble()); // few apps deploy often, many seldom
            double length =
                    random.nextDouble() < LONG_SHARE ? 120 + 300 * random.nextDouble() : 30 * random.nextDouble();
            deploys.add(Given.deploy(id, "app" + app, start, start + length));
            if (random.nextDouble() < burstProbability[app]) {
                double moment = length > 30 ? length * random.nextDouble() : 0;
                double lag = 25 * Math.exp(0.7 * random.nextGaussian());
                causes.put(burst(start + moment + lag), id);
            }
        }

        private String burst(double onset) {
            Burst burst = Given.burst(onset);
            bursts.add(burst);
            return burst.id();
        }
    }
}
