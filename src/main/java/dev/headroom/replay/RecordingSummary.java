// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.util.OptionalLong;

/**
 * What a recording that was read held.
 *
 * @param fromNanos the time of the first reading, nanoseconds since the epoch; empty where there is none
 * @param toNanos the time of the last reading, nanoseconds since the epoch; empty where there is none
 * @param readings the number of distinct pairs of target and time
 * @param lines the number of lines
 */
public record RecordingSummary(OptionalLong fromNanos, OptionalLong toNanos, long readings, long lines) {}
