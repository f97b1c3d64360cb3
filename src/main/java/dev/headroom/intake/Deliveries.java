// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Remembers what was answered under a key that the sender chose, so that the same sent twice is done once. In memory, for 7 days or
 * until newer ones need the room; what is forgotten is still one deploy, because reports are taken in once by their own name. Thread
 * safe.
 */
final class Deliveries {
    private static final Duration KEPT = Duration.ofDays(7);

    /** Of answers and their receipts together: about 2.5 MB. */
    private static final int MOST_WEIGHT = 10_000;

    private static final int LOCKS = 64;

    private record Delivery(byte[] bodyHash, IntakeAnswer answer, Instant at) {
        int weight() {
            return 1 + answer.receipts().size();
        }
    }

    private final InstantSource clock;
    private final Object[] locks = new Object[LOCKS];

    /** Oldest first. Guarded by itself. */
    private final Map<String, Delivery> answered = new LinkedHashMap<>();

    private int weight;

    Deliveries(InstantSource clock) {
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /**
     * What was answered to this delivery before, else what is answered now; only one at a time under one key. An answer that ends in
     * an exception is not remembered.
     *
     * @throws RefusedException when the key was used for another body
     */
    Answered once(String key, byte[] body, Supplier<IntakeAnswer> answer) {
        byte[] hash = sha256(body);
        synchronized (locks[Math.floorMod(key.hashCode(), LOCKS)]) {
            Optional<Delivery> before = known(key);
            if (before.isPresent()) {
                requireSame(key, before.get().bodyHash(), hash);
                return new Answered(before.get().answer(), true);
            }
            IntakeAnswer now = answer.get();
            remember(key, new Delivery(hash, now, clock.instant()));
            return new Answered(now, false);
        }
    }

    /**
     * An answer.
     *
     * @param repeated whether it was given before
     */
    record Answered(IntakeAnswer answer, boolean repeated) {}

    private static void requireSame(String key, byte[] before, byte[] now) {
        if (!MessageDigest.isEqual(before, now)) {
            throw RefusedException.of(
                    Refusal.KEY_REUSED,
                    "The key of this request was used before for another body.",
                    "Use a key of its own for each thing you send.");
        }
    }

    private Optional<Delivery> known(String key) {
        synchronized (answered) {
            Delivery delivery = answered.get(key);
            return Optional.ofNullable(delivery)
                    .filter(known -> known.at().isAfter(clock.instant().minus(KEPT)));
        }
    }

    private void remember(String key, Delivery delivery) {
        synchronized (answered) {
            Delivery before = answered.remove(key);
            weight += delivery.weight() - (before == null ? 0 : before.weight());
            answered.put(key, delivery);
            Iterator<Delivery> oldestFirst = answered.values().iterator();
            while (weight > MOST_WEIGHT) {
                weight -= oldestFirst.next().weight();
                oldestFirst.remove();
            }
        }
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256, which every Java runtime must have", e);
        }
    }
}
