// SPDX-License-Identifier: Apache-2.0
/** Stores and queries bursts, deploys, verdicts and flight recordings. Enters and leaves: the records users see. Uses: detection, correlation, deploys. */
@NullMarked
@ApplicationModule(allowedDependencies = {"detection", "correlation", "deploys", "sampling"})
package dev.headroom.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
