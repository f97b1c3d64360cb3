// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/** The capacity of a signal, or why it could not be learned: an unknown limit gives no utilisation, never a made-up one. */
public sealed interface Limit {
    /**
     * A limit that was read or configured.
     *
     * @param perSecond what the signal may use each second, in its own unit (core-seconds, bytes): greater than 0
     */
    record Known(double perSecond) implements Limit {
        public Known {
            if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
                throw new IllegalArgumentException("a limit is a finite number above 0, not " + perSecond);
            }
        }
    }

    /**
     * No limit could be learned.
     *
     * @param reason in words a user understands ("a veth has no speed of its own")
     */
    record Unknown(String reason) implements Limit {}
}
