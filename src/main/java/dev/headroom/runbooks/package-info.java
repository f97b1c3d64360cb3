// SPDX-License-Identifier: Apache-2.0
/** Turns runbooks into steps that can be done as they are: plain text, and commands with the names filled in. Enters: Markdown and names. Leaves: steps. Uses: nothing else. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.headroom.runbooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
