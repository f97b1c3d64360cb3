// SPDX-License-Identifier: Apache-2.0
/** Decides by pure functions over samples whether a burst began, goes on or ended, and computes what coarse dashboards would have shown of it. Enters: samples. Leaves: bursts. Uses: identity, sampling. */
@NullMarked
@ApplicationModule(allowedDependencies = {"identity", "sampling"})
package dev.headroom.detection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
