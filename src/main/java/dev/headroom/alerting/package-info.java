// SPDX-License-Identifier: Apache-2.0
/**
 * Pushes what was found to Alertmanager and Grafana, where that is configured. Enters: bursts, verdicts and deploys. Leaves: alerts and
 * annotations, over HTTP. Uses: detection, correlation, deploys, sampling (the names of signals), and the HTTP client of exposition, so that
 * a server that is pushed to is checked like one that is watched.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"detection", "correlation", "deploys", "sampling", "exposition"})
package dev.headroom.alerting;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
