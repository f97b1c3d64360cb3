// SPDX-License-Identifier: Apache-2.0
/** Serves REST under /api/v1 and the page, and tells a Prometheus what there is to scrape. Enters: requests. Leaves: JSON, CSV, OpenMetrics, problem details, HTML. Uses: the intake's gate for what writes, history and its flight recorder, sampling, targets, detection, capacity, runbooks, and the writer of replay, so that what is exported is a recording like any other. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "history",
            "history :: flight",
            "sampling",
            "detection",
            "correlation",
            "deploys",
            "intake",
            "replay",
            "runbooks",
            "capacity",
            "targets"
        })
package dev.headroom.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
