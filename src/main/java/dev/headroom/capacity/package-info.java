// SPDX-License-Identifier: Apache-2.0
/**
 * How much room is left: of each signal over all targets, as it is and after the busiest target is lost, and how unevenly they are
 * loaded. Pure functions over columns of numbers. Enters: loads over time. Leaves: headroom. Uses: nothing else.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.headroom.capacity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
