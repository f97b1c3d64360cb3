// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which tick is being run and how far it is, in one atomic word: what two sampler threads agree by. The word holds the number of
 * the turn and its phase: free, owned, or inside the read of one source. Only a turn inside a read can be taken away from its
 * owner, who notices when it comes back from the read.
 *
 * <p>Whoever owns the turn owns everything that is documented as guarded by it; taking and giving up the turn publish it.
 */
final class Turn {
    /** What {@link #take} and {@link #enterRead} answer when another thread was quicker. */
    static final long LOST = -1;

    /** The highest number of sources, so that a source's place fits into the phase. */
    static final int MAX_SOURCES = 1 << 15;

    private static final int PHASE_BITS = 16;
    private static final long PHASE_MASK = (1L << PHASE_BITS) - 1;
    private static final long FREE = 0;
    private static final long OWNED = 1;
    private static final long FIRST_READ = 2;

    private final AtomicLong word = new AtomicLong();

    /** The word as it is now, for the questions below. */
    long seen() {
        return word.get();
    }

    static boolean isFree(long seen) {
        return (seen & PHASE_MASK) == FREE;
    }

    static boolean isInRead(long seen) {
        return (seen & PHASE_MASK) >= FIRST_READ;
    }

    /** The place of the source being read; only where {@link #isInRead}. */
    static int source(long seen) {
        return (int) ((seen & PHASE_MASK) - FIRST_READ);
    }

    /** The number of the turn. */
    static long number(long seen) {
        return seen >>> PHASE_BITS;
    }

    /** Makes the next turn the caller's, if the word is still as it was seen: the new turn's number or {@link #LOST}. */
    long take(long seen) {
        long number = number(seen) + 1;
        return word.compareAndSet(seen, word(number, OWNED)) ? number : LOST;
    }

    /** Says that the owner of the turn is about to read a source. */
    void enterRead(long number, int source) {
        word.set(word(number, FIRST_READ + source));
    }

    /** Says that the owner is back from the read: false if the turn was taken away meanwhile. */
    boolean leaveRead(long number, int source) {
        return word.compareAndSet(word(number, FIRST_READ + source), word(number, OWNED));
    }

    /** Gives the turn up, if it is still the caller's. */
    void free(long number) {
        word.compareAndSet(word(number, OWNED), word(number, FREE));
    }

    /** Takes the turn away from whoever has it, so that a read that hangs is thrown away when it returns. */
    void close() {
        long seen = seen();
        while (take(seen) == LOST) {
            seen = seen();
        }
    }

    private static long word(long number, long phase) {
        return number << PHASE_BITS | phase;
    }
}
