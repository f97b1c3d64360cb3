// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Ever longer waits, from 0.8 s, three times as long each, to 30 s, each up to a tenth longer by chance so that many do not come back at once. Not thread safe. */
final class Backoff {
    static final Duration SHORTEST = Duration.ofMillis(800);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** Not two: the JDK's HTTP client tries a second time by itself when a connection is refused. */
    private static final int GROWTH = 3;

    private static final double JITTER = 0.1;

    private final RandomGenerator random;
    private Duration next = SHORTEST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** How long to wait now. */
    Duration next() {
        Duration wait = next;
        Duration longer = next.multipliedBy(GROWTH);
        next = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
        return wait.plusNanos((long) (wait.toNanos() * JITTER * random.nextDouble()));
    }

    /** Begins anew with the shortest. */
    void reset() {
        next = SHORTEST;
    }
}
