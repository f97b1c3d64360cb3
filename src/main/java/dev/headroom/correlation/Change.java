// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import java.util.List;
import java.util.Objects;

/**
 * One change to the cluster as a possible cause of bursts: a deploy that is nobody's child, with all deploys that are part of it.
 *
 * @param root the deploy that verdicts name
 * @param members it and its descendants, in the order of their start
 * @param dose how its disturbance is spread over time
 * @param group the ids of all deploys whose starts are linked to the root's by steps of 30 s at most, in the order of their start
 */
record Change(Deploy root, List<Deploy> members, Dose dose, List<String> group) {
    Change {
        members = List.copyOf(members);
        group = List.copyOf(group);
    }

    /** Whose history it shares: that of its app, where told; else of what it is called, else of its source. */
    String app() {
        return Objects.requireNonNullElseGet(
                root.app(), () -> Objects.requireNonNullElseGet(root.name(), root::source));
    }

    double startSeconds() {
        return Seconds.of(root.startedAt());
    }

    /** True when the onset is one it may have caused. */
    boolean covers(double onsetSeconds, double reachSeconds) {
        return onsetSeconds >= startSeconds() - root.clockUncertaintySeconds()
                && onsetSeconds < dose.endSeconds() + reachSeconds;
    }

    /** True when a burst it causes may lie in the watched time. */
    boolean within(Window observed) {
        return observed.touches(startSeconds(), dose.endSeconds() + LagDensity.FIRST_REACH_SECONDS);
    }
}
