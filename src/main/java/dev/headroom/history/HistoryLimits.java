// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.time.Duration;

/**
 * How much is kept.
 *
 * @param age how long bursts and deploys are kept
 * @param bytes how much they may take where they are kept
 */
public record HistoryLimits(Duration age, long bytes) {
    public HistoryLimits {
        if (age.isNegative() || age.isZero() || bytes < 1) {
            throw new IllegalArgumentException(
                    "a history is kept for some time in some space, not for " + age + " in " + bytes + " bytes");
        }
    }
}
