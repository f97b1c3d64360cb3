// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.math.BigDecimal;

/** Times as a recording writes them. */
final class RecordingTime {
    private RecordingTime() {}

    /** Nanoseconds since the epoch as decimal seconds. */
    static String seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return seconds.toPlainString();
    }
}
