// SPDX-License-Identifier: Apache-2.0
/** Publishes what is known as Prometheus metrics. Enters: totals of detection and sampling at the time of a scrape. Leaves: one page. Uses: sampling, targets, detection, history and its flight recorder, deploys, kubernetes, alerting. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "sampling",
            "detection",
            "history",
            "history :: flight",
            "correlation",
            "deploys",
            "kubernetes",
            "alerting",
            "targets"
        })
package dev.headroom.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
