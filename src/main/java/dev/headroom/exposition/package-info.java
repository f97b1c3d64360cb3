// SPDX-License-Identifier: Apache-2.0
/** Fetches pages of metrics over HTTP, and sends and asks for JSON with the same care; parses Prometheus text and OpenMetrics at byte level, and puts what a page or a recording says of a target together to readings. Enters: bytes, answers of servers. Leaves: names, labels, values and times, without a copy; raw counters (CounterSink). Uses: sampling. */
@NullMarked
@ApplicationModule(allowedDependencies = {"sampling"})
package dev.headroom.exposition;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
