// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** How much room is left. */
@DirtiesContext // a recorder only goes on: what is recorded here would be later than what others record
class CapacityTest extends ApiTest {
    private static final long TICK_NANOS = 100_000_000L;
    private static final int TICKS = 1_200;
    private static final String TWO_MINUTES = "/api/v1/capacity?since=2024-05-28T09:00:00Z&until=2024-05-28T09:02:00Z";

    @Test
    void onePeakOfOneSampleOnOneOfThreeServersIsWhatCounts() {
        record(new SignalKey("cap-a", SignalKind.CPU, ""), 4, 0.5, 601, 0.9);
        record(new SignalKey("cap-b", SignalKind.CPU, ""), 4, 0.5, -1, 0);
        record(new SignalKey("cap-c", SignalKind.CPU, ""), 2, 0.2, -1, 0);

        JsonNode answer = get(TWO_MINUTES);

        assertThat(answer.path("since").asString()).isEqualTo("2024-05-28T09:00:00.000Z");
        JsonNode cpu = answer.path("signals").path(0);
        assertThat(answer.path("signals")).hasSize(1);
        assertThat(cpu.path("signal").asString()).isEqualTo("cpu");
        assertThat(cpu.path("unit").asString()).isEqualTo("cores");
        assertThat(cpu.path("busiest").asString()).isEqualTo("cap-a");
        assertThat(cpu.path("headroom").asDouble()).isCloseTo(0.1, within(1e-9));
        JsonNode first = cpu.path("targets").path(0);
        assertThat(first.path("target").asString()).isEqualTo("cap-a");
        assertThat(first.path("limit").asDouble()).isEqualTo(4);
        assertThat(first.path("peakUsage").asDouble()).isCloseTo(3.6, within(1e-9));
        assertThat(first.path("peakUtilisation").asDouble()).isCloseTo(0.9, within(1e-9));
        assertThat(first.path("meanUtilisation").asDouble()).isCloseTo(0.5 + 0.4 / TICKS, within(1e-9));
        assertThat(first.path("at").asString()).isEqualTo("2024-05-28T09:01:00.100Z");
        // b carries most after a, and a is lost where it has its peak: 2 + 3.6/2 of 4, and 0.4 + 3.6/2 of 2
        assertThat(cpu.path("targets").path(1).path("withoutBusiest").asDouble())
                .isCloseTo(0.95, within(1e-9));
        assertThat(cpu.path("targets").path(2).path("withoutBusiest").asDouble())
                .isCloseTo(1.1, within(1e-9));
        assertThat(cpu.path("headroomWithoutOne").asDouble()).isCloseTo(-0.1, within(1e-9));
        assertThat(cpu.path("skew").asDouble()).isCloseTo(2.5, within(0.01));
        assertThat(cpu.path("skewed").asBoolean()).isTrue();
    }

    @Test
    void linksAreComparedWhateverTheirNamesAndProcessesByTheirNames() {
        record(new SignalKey("link-a", SignalKind.NETWORK_TRANSMIT, "eth0"), 1000, 0.3, -1, 0);
        record(new SignalKey("link-b", SignalKind.NETWORK_TRANSMIT, "ens3"), 1000, 0.6, -1, 0);
        record(new SignalKey("link-b", SignalKind.NETWORK_TRANSMIT, "ens4"), 1000, 0.1, -1, 0);
        record(new SignalKey("link-a", SignalKind.PROCESS_CPU, "etcd"), 2, 0.1, -1, 0);
        record(new SignalKey("link-a", SignalKind.PROCESS_CPU, "kube-apiserver"), 2, 0.4, -1, 0);

        JsonNode signals = get(TWO_MINUTES).path("signals");

        assertThat(signals.valueStream()
                        .map(signal -> signal.path("signal").asString() + " "
                                + signal.path("device").asString() + " "
                                + signal.path("targets").size()))
                .containsExactly("network_transmit  2", "process_cpu etcd 1", "process_cpu kube-apiserver 1");
        assertThat(signals.path(0)
                        .path("targets")
                        .valueStream()
                        .map(target -> target.path("device").asString()))
                .containsExactly("eth0", "ens3");
        assertThat(signals.path(0).path("headroomWithoutOne").asDouble()).isCloseTo(0.1, within(1e-9));
        assertThat(signals.path(1).path("headroomWithoutOne").isNull()).isTrue();
        assertThat(signals.path(1).path("skew").isNull()).isTrue();
    }

    @Test
    void samplesLongerThanAColumnCountInAllTheyFill() {
        SignalKey page = new SignalKey("page-a", SignalKind.CPU, "");
        SampleSink sink = recorder.sinkFor(page);
        live.signals.add(status(page, new Limit.Known(2), null));
        for (int i = 0; i < 8; i++) {
            sink.sample(at(i * 150), at(i * 150 + 150), 0.5 * 30, 30);
        }
        record(new SignalKey("page-b", SignalKind.CPU, ""), 2, 0.25, 1_111, 0.75);
        recorder.write();

        // 0.5 is met by 0.75 in the middle of a page: the page is lost elsewhere, the other here
        JsonNode cpu = get(TWO_MINUTES).path("signals").path(0);

        assertThat(cpu.path("targets").path(0).path("withoutBusiest").asDouble())
                .isCloseTo(1.25, within(1e-9));
        assertThat(cpu.path("targets").path(1).path("withoutBusiest").asDouble())
                .isCloseTo(0.75, within(1e-9));
    }

    @Test
    void whatHasNoLimitOrDoesNotMoveHasNoRoom() {
        SignalKey veth = new SignalKey("none", SignalKind.NETWORK_RECEIVE, "veth1");
        recorder.sinkFor(veth).unlimited(at(0), at(10), 100);
        live.signals.add(status(veth, new Limit.Unknown("a veth has no speed"), null));
        record(new SignalKey("none", SignalKind.TCP_RETRANSMIT, ""), 100, 0.1, -1, 0);
        recorder.write();

        assertThat(get(TWO_MINUTES).path("signals")).isEmpty();
        assertThat(get("/api/v1/capacity").path("signals")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "since=soon, since",
        "until=soon, until",
        "since=10&until=10, since",
        "since=2300-01-01&until=2301-01-01, since",
        "columns=5, columns"
    })
    void whatCannotBeAnsweredIsRefusedNamingTheParameter(String query, String parameter) {
        assertThat(problem(400, send("GET", "/api/v1/capacity?" + query))
                        .path("parameter")
                        .asString())
                .isEqualTo(parameter);
    }

    /** Two minutes at one level, but for one sample. */
    private void record(SignalKey key, double limit, double level, int peakTick, double peak) {
        SampleSink sink = recorder.sinkFor(key);
        sink.limit(at(0), new Limit.Known(limit));
        for (int tick = 0; tick < TICKS; tick++) {
            sink.sample(at(tick), at(tick + 1), (tick == peakTick ? peak : level) * limit / 10, limit / 10);
            if (tick % 500 == 0) {
                recorder.write();
            }
        }
        recorder.write();
        live.signals.add(status(key, new Limit.Known(limit), null));
    }

    private static long at(long tick) {
        return nanos(START) + tick * TICK_NANOS;
    }
}
