// SPDX-License-Identifier: Apache-2.0
/** Watches control-plane servers over the network, each by its own address, and keeps what that costs them within a budget. Enters: pages of metrics and answers to probes. Leaves: raw counters and levels (CounterSink). Uses: exposition, sampling. */
@NullMarked
@ApplicationModule(allowedDependencies = {"exposition", "sampling"})
package dev.headroom.targets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
