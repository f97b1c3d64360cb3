// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The speed of a link as people write it.
 *
 * @param bitsPerSecond 1,000 to 1,000,000,000,000
 */
public record LinkSpeed(long bitsPerSecond) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,7})(k|M|G)bit");
    private static final long FASTEST = 1_000_000_000_000L;

    /**
     * Reads the form {@code 20Mbit}: a whole number of kbit, Mbit or Gbit per second, in powers of 1,000 as network equipment counts.
     *
     * @throws IllegalArgumentException when the text has another form, or is 0 or above 1000Gbit
     */
    public static LinkSpeed of(String text) {
        Matcher form = FORM.matcher(text);
        long bits = form.matches() ? Long.parseLong(form.group(1)) * unit(form.group(2)) : 0;
        if (bits == 0 || bits > FASTEST) {
            throw new IllegalArgumentException("a link speed is written 20Mbit or 1Gbit, not '" + text + "'");
        }
        return new LinkSpeed(bits);
    }

    private static long unit(String prefix) {
        return switch (prefix) {
            case "k" -> 1_000L;
            case "M" -> 1_000_000L;
            default -> 1_000_000_000L;
        };
    }

    /** The same in bytes, as the kernel counts them. */
    public double bytesPerSecond() {
        return bitsPerSecond / 8.0;
    }
}
