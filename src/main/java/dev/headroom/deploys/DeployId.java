// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * Makes the ids of deploys: 26 characters of Crockford's base 32, as a ULID is written, so that sorting the text sorts by start.
 *
 * <p>The first 10 characters are the start in milliseconds; the other 16 are 80 bits of the SHA-256 of source, externalId and start
 * instead of chance, so the same deploy has the same id wherever and whenever it is read.
 */
final class DeployId {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_CHARACTERS = 10;
    private static final int HASH_CHARACTERS = 16;

    private DeployId() {}

    /** The id of the deploy that this source knows by this id; the start is in the years 1970 to 9999. */
    static String of(String source, String externalId, Instant startedAt) {
        StringBuilder id = new StringBuilder(TIME_CHARACTERS + HASH_CHARACTERS);
        append(id, startedAt.toEpochMilli(), TIME_CHARACTERS);
        ByteBuffer hash = ByteBuffer.wrap(sha256(source + '\0' + externalId + '\0' + startedAt));
        append(id, first40Bits(hash), HASH_CHARACTERS / 2);
        append(id, first40Bits(hash), HASH_CHARACTERS / 2);
        return id.toString();
    }

    private static void append(StringBuilder id, long value, int characters) {
        for (int shift = 5 * (characters - 1); shift >= 0; shift -= 5) {
            id.append(ALPHABET.charAt((int) (value >>> shift) & 31));
        }
    }

    private static long first40Bits(ByteBuffer hash) {
        return (hash.getInt() & 0xFFFF_FFFFL) << 8 | (hash.get() & 0xFF);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256, which every Java runtime must have", e);
        }
    }
}
