// SPDX-License-Identifier: Apache-2.0
package dev.headroom.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes the ids of bursts and deploys: 26 characters of Crockford's base 32, as a ULID is written, so that sorting the text sorts
 * by time.
 *
 * <p>The first 10 characters are the time in milliseconds; the other 16 are 80 bits of the SHA-256 of what is named, instead of
 * chance, so the same thing has the same id wherever and whenever it is read. Pure; safe from any thread.
 */
public final class TimeOrderedId {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_CHARACTERS = 10;
    private static final int HASH_CHARACTERS = 16;

    private TimeOrderedId() {}

    /**
     * The id of something.
     *
     * @param epochMillis when it began, in the years 1970 to 9999
     * @param what everything that makes it this one and no other
     */
    public static String of(long epochMillis, String... what) {
        StringBuilder id = new StringBuilder(TIME_CHARACTERS + HASH_CHARACTERS);
        append(id, epochMillis, TIME_CHARACTERS);
        ByteBuffer hash = ByteBuffer.wrap(sha256(String.join("\0", what)));
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
