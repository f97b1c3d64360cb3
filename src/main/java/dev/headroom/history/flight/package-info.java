// SPDX-License-Identifier: Apache-2.0
/** The flight recorder: keeps the samples of every signal on disk, at full resolution and above it in tiers of minimum, mean and maximum, bounded in size. Enters: samples. Leaves: samples and summaries of any stretch of time. Uses: sampling, and of the rest of the history nothing but names that outlast a power cut. */
@NullMarked
@NamedInterface("flight")
package dev.headroom.history.flight;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
