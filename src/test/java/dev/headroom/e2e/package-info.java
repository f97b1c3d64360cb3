// SPDX-License-Identifier: Apache-2.0
/** From a recording, or a real control plane, to the page that an on-call gets: all parts real. */
@NullMarked
package dev.headroom.e2e;

import org.jspecify.annotations.NullMarked;
