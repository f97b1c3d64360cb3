// SPDX-License-Identifier: Apache-2.0
/** The rules of the house as failing checks, and planted offenders that prove each rule can fail. */
@NullMarked
package dev.headroom.architecture;

import org.jspecify.annotations.NullMarked;
