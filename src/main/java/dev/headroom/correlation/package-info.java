// SPDX-License-Identifier: Apache-2.0
/** Relates bursts to deploys and states the evidence. Pure functions over plain records. Enters: bursts and deploys. Leaves: verdicts. Uses: detection, deploys. */
@NullMarked
@ApplicationModule(allowedDependencies = {"detection", "deploys", "sampling"})
package dev.headroom.correlation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
