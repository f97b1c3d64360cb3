// SPDX-License-Identifier: Apache-2.0
/** Serves REST under /api/v1. Enters: requests. Leaves: JSON, CSV, OpenMetrics, problem details. Uses: history, sampling, detection, and the writer of replay, so that what is exported is a recording like any other. */
@NullMarked
@ApplicationModule(allowedDependencies = {"history", "sampling", "detection", "correlation", "deploys", "replay"})
package dev.headroom.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
