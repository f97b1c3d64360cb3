// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/**
 * A burst as the rule finds it in the samples of one signal, before it has a name and a coarse view. Times in nanoseconds since the
 * epoch, levels as shares of the capacity.
 *
 * @param onsetNanos the start of its first saturated sample: fixed from the moment it opens
 * @param startNanos the estimated start, inside the sample before that
 * @param endNanos the estimated end; while it is open, the end of its last sample
 * @param interrupted true when the watching was blind right before it or when it ended: it may have been longer
 * @param beforeKnown false where nothing is known of the time before
 * @param before the mean level before
 * @param beforeCapacityPerSecond what that level was a share of
 * @param unobservedSeconds of its length, those about which nothing is known
 */
record BurstShape(
        long onsetNanos,
        long startNanos,
        long endNanos,
        boolean open,
        boolean interrupted,
        double peak,
        double mean,
        double saturatedSeconds,
        boolean beforeKnown,
        double before,
        double beforeCapacityPerSecond,
        int samples,
        boolean coarseSamples,
        double unobservedSeconds) {}
