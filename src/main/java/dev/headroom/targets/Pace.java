// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * How often a server is asked, so that all it is asked together stays within its budget: it is slowed down before the budget is passed,
 * not after. What is asked each second goes first, up to six tenths of the budget, because it is cheap and says the most; what is
 * raised while something happens has the rest.
 */
final class Pace {
    private static final double SHARE_OF_THE_FREQUENT = 0.6;

    private Pace() {}

    /**
     * The time between two askings.
     *
     * @param ask one of those the server is asked
     * @param asks all of those
     * @param costs what each costs the server
     * @param raised whether something happens
     */
    static Duration interval(Ask ask, List<Ask> asks, Function<Ask, Cost> costs, Budget budget, boolean raised) {
        double frequent = 0;
        boolean seldom = false;
        for (Ask other : asks) {
            if (other.isRaised()) {
                seldom = true;
            } else {
                frequent += budget.usedBy(costs.apply(other), seconds(other.interval(false)));
            }
        }
        double share = seldom ? SHARE_OF_THE_FREQUENT : 1;
        double stretch = Math.max(1, frequent / share);
        if (!ask.isRaised()) {
            return stretch == 1 ? ask.interval(false) : duration(seconds(ask.interval(false)) * stretch);
        }
        double rest = 1 - frequent / stretch;
        double leastSeconds = budget.usedBy(costs.apply(ask), 1) / rest;
        Duration wanted = ask.interval(raised);
        return leastSeconds <= seconds(wanted) ? wanted : duration(leastSeconds);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Rounded up, so that the budget is kept. */
    private static Duration duration(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1_000));
    }
}
