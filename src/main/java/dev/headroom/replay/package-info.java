// SPDX-License-Identifier: Apache-2.0
/** Reads and writes recordings, runs them through the very pipeline of the live service, and holds the command line. Enters: recordings, and what a running service answers. Leaves: text and JSON. Uses: exposition, sampling, detection, deploys, correlation, history, procfs. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"exposition", "sampling", "detection", "deploys", "correlation", "history", "procfs"})
package dev.headroom.replay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
