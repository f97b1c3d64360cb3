// SPDX-License-Identifier: Apache-2.0
/** A planted module that may use nothing. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.headroom.architecture.planted.modules.lower;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
