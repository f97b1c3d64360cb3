// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/**
 * Hears of bursts as they happen, on the thread that delivers the samples: implementations return at once.
 *
 * <p>A burst is opened at most once, closed at most once, settled at most once, in this order; one that is too short to report is
 * never heard of.
 */
public interface BurstListener {
    /** A burst has lasted long enough to be reported; it goes on. Its coarse view is still empty. */
    void opened(Burst burst);

    /** It has ended; the coarse view is what is known now, as if the level before went on. */
    void closed(Burst burst);

    /** The ranges of all dashboards have passed: the coarse view is final. */
    void settled(Burst burst);
}
