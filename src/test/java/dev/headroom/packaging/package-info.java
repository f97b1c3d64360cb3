// SPDX-License-Identifier: Apache-2.0
/** What is shipped beside the jar, held against what it promises and against the real programs that take it. */
@NullMarked
package dev.headroom.packaging;

import org.jspecify.annotations.NullMarked;
