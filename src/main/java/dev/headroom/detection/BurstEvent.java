// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/** A rare fact about a burst, told to whoever listens; never told for samples. */
public sealed interface BurstEvent {
    /** The burst as it stood when the event came to be. */
    Burst burst();

    /** It has lasted long enough to be reported, and goes on. */
    record Opened(Burst burst) implements BurstEvent {}

    /** It has ended, or the watching has. */
    record Closed(Burst burst) implements BurstEvent {}

    /** What each dashboard would have shown of it is final. */
    record Settled(Burst burst) implements BurstEvent {}
}
