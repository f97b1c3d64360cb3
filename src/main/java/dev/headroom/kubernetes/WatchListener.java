// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.List;

/** Hears what a {@link KindWatch} learns, on the loop. */
interface WatchListener {
    /** All workloads of a kind, as they are now. */
    void listed(WorkloadKind kind, List<Workload> workloads);

    /** One of a kind was made, changed or deleted. */
    void changed(WorkloadKind kind, WatchLine.Type type, Row row);
}
