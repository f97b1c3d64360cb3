// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.SampleClip;

/**
 * Hears of bursts as they happen, on the thread that delivers the samples: implementations return at once.
 *
 * <p>A burst is opened, closed, surrounded and settled at most once each, in this order; one that is too short to report is
 * never heard of.
 */
public interface BurstListener {
    /** A burst has lasted long enough to be reported; it goes on. Its coarse view is still empty. */
    void opened(Burst burst);

    /** It has ended; the coarse view is what is known now, as if the level before went on. */
    void closed(Burst burst);

    /**
     * Ten seconds have passed since its end: the samples from ten seconds before its start to ten seconds after its end, as far as
     * they are kept. Told only where samples are kept at all.
     */
    default void surrounded(Burst burst, SampleClip clip) {}

    /** The ranges of all dashboards have passed: the coarse view is final. */
    void settled(Burst burst);
}
