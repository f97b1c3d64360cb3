// SPDX-License-Identifier: Apache-2.0
/** Reads sources on schedule, turns readings into samples, keeps them in ring buffers and measures its own lateness. Enters: raw counters (CounterSink). Leaves: samples (SampleSink). Uses: nothing. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.headroom.sampling;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
