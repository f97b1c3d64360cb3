// SPDX-License-Identifier: Apache-2.0
/** Parses Prometheus text and OpenMetrics at byte level. Enters: bytes. Leaves: names, labels, values and times, without a copy. Uses: nothing. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.headroom.exposition;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
