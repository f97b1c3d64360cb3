// SPDX-License-Identifier: Apache-2.0
/** The program: its entry point and the wiring of the modules below it. Enters: arguments and configuration. Leaves: a running service or the exit code of a command. Uses: every module; no module uses it. */
@NullMarked
package dev.headroom;

import org.jspecify.annotations.NullMarked;
