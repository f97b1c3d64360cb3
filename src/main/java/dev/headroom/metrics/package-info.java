// SPDX-License-Identifier: Apache-2.0
/** Publishes what is known as Prometheus metrics. Enters: totals of detection and sampling at the time of a scrape. Leaves: one page. Uses: sampling, targets, detection, history, deploys, kubernetes. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"sampling", "detection", "history", "correlation", "deploys", "kubernetes", "targets"})
package dev.headroom.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
