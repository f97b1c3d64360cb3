// SPDX-License-Identifier: Apache-2.0
/**
 * Talks to the API server of a cluster: learns of rollouts, and finds the API servers. Enters: what the API server answers and tells.
 * Leaves: reports of deploys. Uses: deploys; fabric8 for where the cluster is and with which credentials.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"deploys"})
package dev.headroom.kubernetes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
