// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

/**
 * How the flight recorder is doing.
 *
 * @param writable false while the last attempt to write failed
 * @param bytes what its files take
 * @param maxBytes what they may take
 * @param writtenSamples samples written since the start
 * @param droppedSamples samples, and rows of tiers, that were lost because they could not be written in time
 * @param writeFailures attempts to write, or to have the disk keep what was written, that failed
 * @param damages stretches of its files that turned out to be no blocks, as far as they were read
 */
public record FlightStatus(
        boolean writable,
        long bytes,
        long maxBytes,
        long writtenSamples,
        long droppedSamples,
        long writeFailures,
        long damages) {}
