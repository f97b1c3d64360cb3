// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingReaderTest {
    private final RecordedCalls calls = new RecordedCalls();

    private RecordingSummary read(byte[] bytes) throws IOException, RecordingException {
        return new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(new ByteArrayInputStream(bytes));
    }

    private RecordingSummary read(String text) throws IOException, RecordingException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void allValuesOfOneTargetAndTimeAreOneReading() throws Exception {
        RecordingSummary summary = read("""
                node_network_speed_bytes{device="eth0",instance="a:9100"} 125000000 10.0
                process_cpu_seconds_total{job="node",instance="a:9100"} 9 10.0
                node_netstat_Tcp_OutSegs{instance="a:9100"} 100 10.0
                node_netstat_Tcp_RetransSegs{instance="a:9100"} 3 10.0
                node_network_transmit_bytes_total{device="eth0",instance="a:9100"} 5 10.0
                node_pressure_cpu_waiting_seconds_total{instance="a:9100"} 0.5 10.0
                node_cpu_seconds_total{cpu="1",mode="idle",instance="a:9100"} 7 10.0
                node_cpu_seconds_total{cpu="0",mode="idle",instance="a:9100"} 6 10.0
                node_cpu_seconds_total{cpu="0",mode="user",instance="a:9100"} 1.5 10.0
                node_cpu_seconds_total{cpu="0",mode="guest",instance="a:9100"} 1.5 10.0
                process_cpu_seconds_total{job="apiserver",instance="a:6443"} 9 10.05
                process_cpu_seconds_total{instance="a:6443"} 9 10.06
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 cpu 0:6.0/0.0/0.0/7.5 1:7.0/0.0/0.0/7.0",
                        "a 10000000000 pressure 0.5",
                        "a 10000000000 eth0 TRANSMIT 5.0 of 1.25E8",
                        "a 10000000000 tcp 100.0 3.0",
                        "a 10000000000 process node 9.0",
                        "a 10050000000 process apiserver 9.0");
        assertThat(summary)
                .isEqualTo(new RecordingSummary(
                        OptionalLong.of(10_000_000_000L), OptionalLong.of(10_050_000_000L), 2, 13));
    }

    @Test
    void whatIsMissingAtATimeIsNotPushedThen() throws Exception {
        read("""
                node_cpu_seconds_total{cpu="0",mode="idle",instance="a"} 1 10
                node_cpu_seconds_total{cpu="0",mode="steal",instance="a"} 0.5 10
                node_netstat_Tcp_OutSegs{instance="a"} 100 10
                node_cpu_seconds_total{cpu="0",mode="idle",instance="a"} 2 11
                node_netstat_Tcp_OutSegs{instance="a"} 200 11
                node_netstat_Tcp_RetransSegs{instance="a"} 1 11
                node_cpu_seconds_total{cpu="0",mode="steal",instance="a"} 0.5 12
                node_cpu_seconds_total{cpu="0",mode="idle",instance="a"} 3 13
                node_cpu_seconds_total{cpu="0",mode="steal",instance="a"} 0.6 13
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 cpu 0:1.0/0.0/0.5/1.5",
                        "a 11000000000 tcp 200.0 1.0",
                        "a 13000000000 cpu 0:3.0/0.0/0.6/3.6");
    }

    @Test
    void aLinkSpeedHoldsUntilItChangesAndNoneAboveZeroIsUnknown() throws Exception {
        read("""
                node_network_receive_bytes_total{device="eth0",instance="a"} 1 10
                node_network_speed_bytes{device="eth0",instance="a"} 125 11
                node_network_receive_bytes_total{device="eth0",instance="a"} 2 12
                node_network_speed_bytes{device="eth0",instance="a"} NaN 13
                node_network_receive_bytes_total{device="eth0",instance="a"} 3 13
                node_network_speed_bytes{device="eth0",instance="a"} -125000 14
                node_network_receive_bytes_total{device="eth0",instance="a"} 4 14
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 eth0 RECEIVE 1.0",
                        "a 12000000000 eth0 RECEIVE 2.0 of 125.0",
                        "a 13000000000 eth0 RECEIVE 3.0 of 125.0",
                        "a 14000000000 eth0 RECEIVE 4.0");
    }

    @Test
    void aContainersRecordingHasItsOwnBusyTimeAndLimit() throws Exception {
        read("""
                headroom_cpu_busy_seconds_total{instance="a"} 1.25 10
                headroom_limit_cores{instance="a"} 1.5 10
                headroom_cpu_busy_seconds_total{instance="a"} 1.5 11
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly("a 10000000000 cpu busy 1.25 of 1.5", "a 11000000000 cpu busy 1.5 of 1.5");
    }

    @Test
    void anApiServersRequestsAndSeatsAreReadAgainstWhatItsPriorityLevelsShare() throws Exception {
        read("""
                apiserver_current_inflight_requests{request_kind="readOnly",instance="a:6443",job="apiserver"} 12 10
                apiserver_current_inflight_requests{request_kind="mutating",instance="a:6443",job="apiserver"} 3 10
                apiserver_flowcontrol_current_executing_seats{flow_schema="a",priority_level="workload-low",instance="a:6443"} 4 10
                apiserver_flowcontrol_current_executing_seats{flow_schema="b",priority_level="workload-low",instance="a:6443"} 5 10
                apiserver_flowcontrol_current_executing_seats{flow_schema="exempt",priority_level="exempt",instance="a:6443"} 1 10
                apiserver_flowcontrol_nominal_limit_seats{priority_level="workload-low",instance="a:6443"} 245 10
                apiserver_flowcontrol_nominal_limit_seats{priority_level="system",instance="a:6443"} 74 10
                apiserver_flowcontrol_nominal_limit_seats{priority_level="exempt",instance="a:6443"} 0 10
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 apiserver_inflight mutating 3.0 of 319.0",
                        "a 10000000000 apiserver_inflight readonly 12.0 of 319.0",
                        "a 10000000000 apiserver_seats exempt 1.0",
                        "a 10000000000 apiserver_seats workload-low 9.0 of 245.0");
    }

    @Test
    void aLimitOfRequestsThatIsGivenCountsMoreThanWhatCanBeAddedUpAndWithoutBothItIsUnknown() throws Exception {
        read("""
                apiserver_current_inflight_requests{request_kind="readOnly",instance="a"} 12 10
                headroom_limit_requests{device="readonly",instance="a"} 400 11
                apiserver_current_inflight_requests{request_kind="readOnly",instance="a"} 13 11
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 apiserver_inflight readonly 12.0",
                        "a 11000000000 apiserver_inflight readonly 13.0 of 400.0");
    }

    @Test
    void aProbeMayTakeASecondUnlessAnotherLimitIsGiven() throws Exception {
        read("""
                probe_duration_seconds{instance="a"} 0.25 10
                headroom_limit_seconds{instance="a"} 0.5 11
                probe_duration_seconds{instance="a"} 0.25 11
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 probe_latency  0.25 of 1.0", "a 11000000000 probe_latency  0.25 of 0.5");
    }

    @Test
    void staleMarkersAndRepeatedLinesAreNoReadings() throws Exception {
        RecordingSummary summary = read("""
                node_pressure_cpu_waiting_seconds_total{instance="a"} 1 10
                node_pressure_cpu_waiting_seconds_total{instance="a"} 1.0 10.000
                node_pressure_cpu_waiting_seconds_total{instance="a"} NaN 11
                node_pressure_cpu_waiting_seconds_total{instance="a"} nan 11
                # EOF
                """);
        assertThat(calls.inOrder()).containsExactly("a 10000000000 pressure 1.0");
        assertThat(summary.readings()).isEqualTo(1);
        assertThat(summary.toNanos()).hasValue(10_000_000_000L);
    }

    @Test
    void commentsBlankLinesCrlfAByteOrderMarkExemplarsAndOtherFamiliesAreAccepted() throws Exception {
        read("\uFEFF# HELP x y\r\n# TYPE x counter\r\n#\r\n\r\n  \t\r\n"
                + "go_goroutines 12\r\n"
                + "rest_seconds_bucket{le=\"+Inf\",path=\"a\\\"b\\\\c\\n}\u00e9\"} 17 10 # {trace=\"x}\"} 0.67 9.5\r\n"
                + "{\"quoted.name\",\"a.b\"=\"c\",} +Inf 10\r\n"
                + "\tnode_netstat_Tcp_OutSegs{ instance = \"a\" , x=\"y\", }  1e2\t1.0e1 \r\n"
                + "node_netstat_Tcp_RetransSegs{instance=\"a\"}3 10 # {} 1\r\n"
                + "# EOF\r\n\r\n");
        assertThat(calls.inOrder()).containsExactly("a 10000000000 tcp 100.0 3.0");
    }

    @Test
    void anEmptyRecordingHasNoTimes() throws Exception {
        assertThat(read("# EOF")).isEqualTo(new RecordingSummary(OptionalLong.empty(), OptionalLong.empty(), 0, 1));
    }

    @Test
    void packedMembersThatFollowEachOtherAreOneRecording() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (String part : new String[] {
            "node_pressure_cpu_waiting_seconds_total{instance=\"a\"} 1 10\nnode_pressure_cpu",
            "_waiting_seconds_total{instance=\"a\"} 2 11\n",
            "# EOF\n"
        }) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
            packed.flush();
        }
        InputStream oneByteAtATime = new ByteArrayInputStream(packed.toByteArray()) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(oneByteAtATime);
        assertThat(calls.inOrder()).containsExactly("a 10000000000 pressure 1.0", "a 11000000000 pressure 2.0");
    }

    @ParameterizedTest
    @CsvSource({
        "host, host",
        "host:9100, host",
        "10.0.0.1:6443, 10.0.0.1",
        "[2001:db8::1]:9100, [2001:db8::1]",
        "[2001:db8::1], [2001:db8::1]",
        "2001:db8::1, 2001:db8::1",
        "host:http, host:http",
        "host:, host:",
    })
    void theTargetIsTheInstanceWithoutItsPort(String instance, String target) throws Exception {
        assertThat(RecordingSeriesTable.targetOf(instance)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "1716898990.100, 1716898990100000000",
        "1716898990.123456789, 1716898990123456789",
        "1716898990.1234567899, 1716898990123456789",
        "1716898990, 1716898990000000000",
        "1716898990., 1716898990000000000",
        "1.71689899e+09, 1716898990000000000",
        "1.7168989901E9, 1716898990100000000",
        "0, 0",
        "-0, 0",
        "0.000000001, 1",
        "1e-10, 0",
        "00000000000001716898990.100, 1716898990100000000",
        "9223372035.999999999, 9223372035999999999",
    })
    void timesAreExact(String seconds, long nanos) throws Exception {
        read("node_pressure_cpu_waiting_seconds_total{instance=\"a\"} 1 " + seconds + "\n# EOF\n");
        assertThat(calls.inOrder()).containsExactly("a " + nanos + " pressure 1.0");
    }
}
