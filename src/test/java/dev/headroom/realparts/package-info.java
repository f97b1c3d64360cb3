// SPDX-License-Identifier: Apache-2.0
/** The programs Headroom works with, as integration tests start them. */
@NullMarked
package dev.headroom.realparts;

import org.jspecify.annotations.NullMarked;
