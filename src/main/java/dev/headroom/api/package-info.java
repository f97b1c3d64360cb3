// SPDX-License-Identifier: Apache-2.0
/** Serves REST under /api/v1. Enters: requests. Leaves: JSON, CSV, OpenMetrics, problem details. Uses: history, sampling, detection. */
@NullMarked
@ApplicationModule(allowedDependencies = {"history", "sampling", "detection", "correlation", "deploys"})
package dev.headroom.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
