// SPDX-License-Identifier: Apache-2.0
/** Classes that break a rule of the house each, so that the rules are seen to fail. */
@NullMarked
package dev.headroom.architecture.planted.offenders;

import org.jspecify.annotations.NullMarked;
