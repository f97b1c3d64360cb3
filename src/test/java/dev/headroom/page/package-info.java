// SPDX-License-Identifier: Apache-2.0
/** The page in a real browser, over the jar that users start. */
@NullMarked
package dev.headroom.page;

import org.jspecify.annotations.NullMarked;
