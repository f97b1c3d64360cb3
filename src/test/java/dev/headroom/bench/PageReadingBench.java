// SPDX-License-Identifier: Apache-2.0
package dev.headroom.bench;

import dev.headroom.exposition.ExpositionFormat;
import dev.headroom.exposition.MetricNames;
import dev.headroom.exposition.PageReader;
import dev.headroom.exposition.PageSummary;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures what reading a page costs: {@code PageReadingBench FILE [ROUNDS]}, the file as {@code curl .../metrics} saves it. Prints the CPU time
 * of one page in blocks of a tenth of the rounds, so that the first shows the cold start.
 */
public final class PageReadingBench {
    private PageReadingBench() {}

    public static void main(String[] arguments) throws Exception {
        byte[] page = Files.readAllBytes(Path.of(arguments[0]));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        PrintStream out = System.out;
        PageReader reader = new PageReader(MetricNames.of(
                "process_cpu_seconds_total",
                "process_start_time_seconds",
                "apiserver_current_inflight_requests",
                "apiserver_flowcontrol_current_executing_seats",
                "apiserver_flowcontrol_nominal_limit_seats"));
        for (int block = 0; block < 10; block++) {
            long begunNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            PageSummary summary = null;
            for (int round = 0; round < rounds / 10; round++) {
                summary = reader.read(
                        new ByteArrayInputStream(page), ExpositionFormat.TEXT, (series, value, timeNanos) -> {});
            }
            long tookNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begunNanos;
            out.printf("%.3f ms of CPU a page (%s)%n", tookNanos / 1e6 / (rounds / 10), summary);
        }
    }
}
