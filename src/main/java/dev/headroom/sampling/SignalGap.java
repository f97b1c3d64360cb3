// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * A signal that is read all the time was not, for a while: a rare fact, told when it is over to whoever listens.
 *
 * @param startNanos the end of the last sample before it, nanoseconds since the epoch
 * @param endNanos the start of the first sample after it
 */
public record SignalGap(SignalKey key, long startNanos, long endNanos) {}
