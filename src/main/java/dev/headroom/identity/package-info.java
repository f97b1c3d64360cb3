// SPDX-License-Identifier: Apache-2.0
/** Makes the ids that bursts and deploys are known by. Enters: what is to be named. Leaves: 26 characters. Uses: nothing. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.headroom.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
