// SPDX-License-Identifier: Apache-2.0
/** Searches for bytes that the readers of other people's bytes do not bear. */
@NullMarked
package dev.headroom.fuzz;

import org.jspecify.annotations.NullMarked;
