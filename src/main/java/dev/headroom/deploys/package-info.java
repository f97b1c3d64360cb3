// SPDX-License-Identifier: Apache-2.0
/** Turns what sources tell of changes into deploys in canonical form. Enters: lines, objects, webhooks. Leaves: deploys. Uses: identity. */
@NullMarked
@ApplicationModule(allowedDependencies = {"identity"})
package dev.headroom.deploys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
