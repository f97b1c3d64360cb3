// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture.planted.offenders;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import oshi.SystemInfo;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** Breaks every rule that one class can break; never run. */
@SuppressWarnings({"unused", "JavaTimeDefaultTimeZone", "TimeZoneUsage"})
public class Offender {
    private final LongSupplier wallClock = System::currentTimeMillis;
    private final Supplier<Instant> now = Instant::now;
    private final InstantSource system = InstantSource.system();

    long monotonicCalled() {
        return System.nanoTime();
    }

    Object wallClockCalled() {
        return LocalDateTime.now();
    }

    void childProcesses() throws IOException {
        new ProcessBuilder("true").start();
        Runtime.getRuntime().exec(new String[] {"true"});
    }

    void streams(Exception e) {
        System.out.println("out");
        System.err.println("err");
        e.printStackTrace();
        System.exit(1);
    }

    void libraries(
            SystemInfo oshi,
            CommandLine picocli,
            PrometheusRegistry prometheus,
            Connection sql,
            Arena foreign,
            JsonMapper jackson) {}
}
