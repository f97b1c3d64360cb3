// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.SignalKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names bursts: 26 characters of Crockford's base 32 in the form of a ULID, 48 bits of milliseconds and 80 bits that follow from
 * target, signal, device and onset. Ids sort by onset, and the same burst has the same id wherever it is seen.
 */
final class BurstId {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_DIGITS = 10;
    private static final int HASH_DIGITS = 16;

    private BurstId() {}

    static String of(SignalKey key, long onsetNanos) {
        String what = key.target() + '\0' + key.kind().id() + '\0' + key.device() + '\0' + onsetNanos;
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        StringBuilder id = new StringBuilder(TIME_DIGITS + HASH_DIGITS);
        long millis = Math.floorDiv(onsetNanos, 1_000_000L);
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            id.append(DIGITS.charAt((int) (millis >>> (5 * digit)) & 31));
        }
        for (int digit = 0; digit < HASH_DIGITS; digit++) {
            id.append(DIGITS.charAt(bits(hash, digit * 5)));
        }
        return id.toString();
    }

    private static int bits(byte[] bytes, int firstBit) {
        int pair = (bytes[firstBit / 8] & 0xFF) << 8 | (bytes[firstBit / 8 + 1] & 0xFF);
        return pair >>> (11 - firstBit % 8) & 31;
    }
}
