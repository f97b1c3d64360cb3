// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.detection.Burst;
import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SamplerStatus.SourceStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.SourceException.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statuses with numbers that a reader can follow to the page. */
final class Statuses {
    static final SignalKey CPU = new SignalKey("host-1", SignalKind.CPU, "");
    static final SignalKey PRESSURE = new SignalKey("host-1", SignalKind.CPU_PRESSURE, "");
    static final SignalKey TRANSMIT = new SignalKey("host-1", SignalKind.NETWORK_TRANSMIT, "eth0");
    static final SignalKey VETH = new SignalKey("host-1", SignalKind.NETWORK_TRANSMIT, "veth0");

    private Statuses() {}

    /** As it stands before the first sample. */
    static SignalStatus fresh(SignalKey key, Limit limit) {
        return new SignalStatus(
                key,
                limit,
                0,
                0,
                null,
                null,
                zeros(SignalStatus.LEVEL_BOUNDS.size() + 1),
                0,
                0,
                0,
                zeros(SignalStatus.DURATION_BOUNDS.size() + 1),
                Map.of(),
                List.of(0L, 0L, 0L),
                null,
                null);
    }

    /** After {@code bursts} bursts of 1.3 s each in an hour, all of them hidden from the first dashboard. */
    static SignalStatus after(long bursts, SignalKey key, Limit limit, @Nullable Burst last) {
        return new SignalStatus(
                key,
                limit,
                3600,
                bursts * 1.2,
                1.0,
                0.5,
                List.of(3_000_000L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 600_000L, 0L),
                700_000,
                bursts,
                bursts * 1.3,
                List.of(0L, 0L, 0L, bursts, 0L, 0L, 0L, 0L, 0L, 0L),
                Map.of(4, bursts),
                List.of(bursts, 0L, 0L),
                null,
                last);
    }

    static Burst burst(long number) {
        long start = 1_716_897_600_000_000_000L + number * 10_000_000_000L;
        return new Burst(
                "0000000000000000000000%04d".formatted(number),
                CPU,
                start,
                start + 1_300_000_000L,
                false,
                false,
                1.0,
                0.99,
                1.2,
                0.07,
                13,
                false,
                0,
                List.of(),
                true);
    }

    static SamplerStatus sampler(@Nullable Reason failure) {
        return new SamplerStatus(
                "host-1",
                Duration.ofMillis(100),
                36_000,
                2,
                1.5,
                0,
                0,
                List.of(
                        new SourceStatus("stat", null, null, 36_000, 0.4, 0),
                        new SourceStatus(
                                "pressure", failure, failure == null ? null : "no such file", 36_000, 0.1, 7)));
    }

    private static List<Long> zeros(int count) {
        return Collections.nCopies(count, 0L);
    }
}
