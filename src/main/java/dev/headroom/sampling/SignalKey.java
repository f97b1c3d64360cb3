// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.Comparator;

/**
 * Names one measured quantity of one target.
 *
 * @param target the watched host or API server, as users name it
 * @param kind what is measured
 * @param device the interface or process it is measured on; empty where a target has only one
 */
public record SignalKey(String target, SignalKind kind, String device) implements Comparable<SignalKey> {
    private static final Comparator<SignalKey> ORDER = Comparator.comparing(SignalKey::target)
            .thenComparing(SignalKey::kind)
            .thenComparing(SignalKey::device);

    @Override
    public int compareTo(SignalKey other) {
        return ORDER.compare(this, other);
    }
}
