// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Token buckets, one for each source and sender, so that a flood of one holds up no other. Of senders seen longest ago the bucket is
 * forgotten. Thread safe.
 */
final class RateLimit {
    private static final int MOST_BUCKETS = 1_024;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;

    private static final class Bucket {
        private double tokens;
        private long atNanos;
    }

    /** Guarded by this. */
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_BUCKETS;
        }
    };

    /**
     * @param perSecond how many a second, over a long time
     * @param burst how many at once
     * @param nanos a monotonic clock
     */
    RateLimit(double perSecond, double burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    /** Takes one; returns how long to wait where there is none left, else zero. */
    synchronized Duration take(String key) {
        Bucket bucket = filled(key);
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) ((1 - bucket.tokens) / perSecond * TimeUnit.SECONDS.toNanos(1)));
    }

    /** Takes more for what turned out to be more than one, on credit: what follows waits. */
    synchronized void charge(String key, int more) {
        filled(key).tokens -= more;
    }

    private Bucket filled(String key) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(key, added -> {
            Bucket full = new Bucket();
            full.tokens = burst;
            full.atNanos = now;
            return full;
        });
        bucket.tokens =
                Math.min(burst, bucket.tokens + (now - bucket.atNanos) * perSecond / TimeUnit.SECONDS.toNanos(1));
        bucket.atNanos = now;
        return bucket;
    }
}
