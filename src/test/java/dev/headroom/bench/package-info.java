// SPDX-License-Identifier: Apache-2.0
/** Micro benchmarks, run by hand: each names its command. */
@NullMarked
package dev.headroom.bench;

import org.jspecify.annotations.NullMarked;
