// SPDX-License-Identifier: Apache-2.0
/** Turns the files of /proc, /sys and the cgroup hierarchies under a given root into raw counters, without allocation in steady state. Enters: kernel text. Leaves: calls on sampling's CounterSink. Uses: sampling; OSHI for the inventory and on systems that are not Linux. */
@NullMarked
@ApplicationModule(allowedDependencies = {"sampling"})
package dev.headroom.procfs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
