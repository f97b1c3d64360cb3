// SPDX-License-Identifier: Apache-2.0
/** Publishes what is known as Prometheus metrics. Enters: totals of detection and sampling at the time of a scrape. Leaves: one page. Uses: sampling, detection, history. */
@NullMarked
@ApplicationModule(allowedDependencies = {"sampling", "detection", "history", "correlation", "deploys"})
package dev.headroom.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
