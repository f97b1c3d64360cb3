// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table that {@code kubectl get} would show of a workload: all that the watch is sent of a change. It does not name its namespace.
 *
 * @param resourceVersion of the object as it is now
 * @param desired pods it is to have, null where the row does not tell
 * @param ready pods that are ready
 * @param upToDate pods with the latest template that are not being deleted, null where the row does not tell (StatefulSet)
 * @param available pods that are available, null where the row does not tell
 */
record Row(
        String name,
        String resourceVersion,
        @Nullable Integer desired,
        @Nullable Integer ready,
        @Nullable Integer upToDate,
        @Nullable Integer available) {

    /** True when it has the pods it is to have, as far as the row tells. */
    boolean settled() {
        return desired != null
                && desired.equals(ready)
                && (upToDate == null || upToDate.equals(desired))
                && (available == null || available.equals(desired));
    }

    /** True when it tells of the same pods as another. */
    boolean samePods(Row other) {
        return Objects.equals(desired, other.desired)
                && Objects.equals(ready, other.ready)
                && Objects.equals(upToDate, other.upToDate)
                && Objects.equals(available, other.available);
    }

    /** Pods that went, to be made anew from the same template, between an earlier row and this one; 0 where the scale changed. */
    int lostSince(Row earlier) {
        if (desired == null || !desired.equals(earlier.desired)) {
            return 0;
        }
        if (upToDate != null && earlier.upToDate != null) {
            return Math.max(0, earlier.upToDate - upToDate);
        }
        return ready != null && earlier.ready != null ? Math.max(0, earlier.ready - ready) : 0;
    }
}
