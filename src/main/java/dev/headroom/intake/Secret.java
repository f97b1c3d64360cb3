// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** A token or a key for signatures, which never prints itself. */
public final class Secret {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;

    private final byte[] text;

    private Secret(byte[] text) {
        this.text = text;
    }

    /**
     * A secret as it is configured.
     *
     * @throws IllegalArgumentException when it is not of 16 to 512 ASCII characters without a space at either end; the message does not repeat it
     */
    public static Secret of(String text) {
        boolean printable = text.equals(text.strip()) && text.chars().allMatch(c -> c >= ' ' && c < 127);
        if (text.length() < SHORTEST || text.length() > LONGEST || !printable) {
            throw new IllegalArgumentException("a secret has " + SHORTEST + " to " + LONGEST
                    + " ASCII characters, with no space at either end; this one has " + text.length() + " characters");
        }
        return new Secret(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** True when this is the text that was sent; takes the same time wherever they differ. */
    boolean is(String sent) {
        return MessageDigest.isEqual(text, sent.getBytes(StandardCharsets.UTF_8));
    }

    byte[] key() {
        return text.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(text, secret.text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(text);
    }

    @Override
    public String toString() {
        return "***";
    }
}
