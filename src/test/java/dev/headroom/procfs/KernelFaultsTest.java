// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static dev.headroom.procfs.FixtureHost.read;
import static dev.headroom.procfs.FixtureHost.stat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import dev.headroom.sampling.SourceException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The faults of the kernel's files that belong to the sources, by their numbers in the catalogue of faults. */
class KernelFaultsTest {
    private static final Duration TICK = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @Test
    void k1AnAbsentFileIsAbsentWithItsRemedyAndNeverZero() throws Exception {
        Source pressure = FixtureHost.copy("centos7-v1-no-psi", folder).source("pressure");
        SourceException problem = failure(pressure);
        assertThat(problem.reason()).isEqualTo(Reason.ABSENT);
        assertThat(problem).hasMessageContaining("proc/pressure/cpu").hasMessageContaining("psi=1");
    }

    @Test
    void k1AFileThatAppearsIsReadWithinASecond() throws Exception {
        FixtureHost host = FixtureHost.copy("centos7-v1-no-psi", folder);
        Source pressure = host.source("pressure");
        SourceException first = failure(pressure);
        host.write("proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=7000000\n");
        host.pass(TICK);
        assertThat(failure(pressure)).isSameAs(first);
        host.pass(Duration.ofSeconds(1));
        assertThat(read(pressure).waitingSeconds).isEqualTo(7.0);
    }

    @Test
    void k2AFileThatMayNotBeReadIsDeniedAndTheOtherSourcesGoOn() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Path forbidden = host.root.resolve("proc/pressure/cpu");
        Files.setPosixFilePermissions(forbidden, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(forbidden), "this user may read everything");
        for (Source source : host.sources()) {
            if (source.name().equals("pressure")) {
                assertThat(failure(source).reason()).isEqualTo(Reason.DENIED);
            } else {
                source.read();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cpu, proc/stat",
        "pressure, proc/pressure/cpu",
        "network, proc/1/net/dev",
        "tcp, proc/1/net/snmp",
        "cpu, sys/fs/cgroup/system.slice/cpu.stat",
        "network, sys/class/net/ens3/speed",
        "process, proc/812/stat",
        "process, proc/812/comm"
    })
    void k3AFileCutOffAtAnyByteNeverFailsOtherThanBySourceException(String name, String file) throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        byte[] whole = Files.readAllBytes(host.root.resolve(file));
        Source kept = host.source(name);
        kept.read();
        for (int length = 0; length < whole.length; length++) {
            Files.write(host.root.resolve(file), Arrays.copyOf(whole, length));
            host.pass(Duration.ofSeconds(11));
            tolerate(kept);
            tolerate(host.source(name));
        }
    }

    @Test
    void k3RandomBytesNeverFailOtherThanBySourceException() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Random random = new Random(42);
        List<String> files =
                List.of("proc/stat", "proc/pressure/cpu", "proc/1/net/dev", "proc/1/net/snmp", "proc/812/stat");
        for (String file : files) {
            byte[] whole = Files.readAllBytes(host.root.resolve(file));
            for (int i = 0; i < 60; i++) {
                byte[] damaged = whole.clone();
                for (int k = 0; k <= i % 7; k++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                Files.write(host.root.resolve(file), damaged);
                for (Source source : host.sources()) {
                    tolerate(source);
                }
            }
            Files.write(host.root.resolve(file), whole);
        }
    }

    @Test
    void k3ANumberCutOffIsNoSmallerNumber() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source pressure = host.source("pressure");
        host.write("proc/pressure/cpu", "some avg10=2.57 avg60=1.63 avg300=0.92 total=2015");
        SourceException problem = failure(pressure);
        assertThat(problem.reason()).isEqualTo(Reason.PARSE);
        assertThat(problem).hasMessageContaining("line 1: expected microseconds after 'total=', found '2015'");
    }

    @Test
    void k3TheLineAndWhatWasExpectedAreNamed() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        host.write("proc/stat", "cpu  1 2 3 4\ncpu0 1 2 x 4\nintr 1\n");
        assertThat(failure(host.source("cpu")))
                .hasMessageContaining("proc/stat line 2: expected clock ticks, found 'x 4'");
    }

    @Test
    void k3AFileOfTenMegabytesIsRefused() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Files.write(host.root.resolve("proc/stat"), new byte[10 << 20]);
        assertThat(failure(host.source("cpu"))).hasMessageContaining("longer than");
    }

    @Test
    void k3ContentThatStaysBadIsDescribedOnceASecond() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        host.write("proc/stat", "nonsense\n");
        Source cpu = host.source("cpu");
        SourceException first = failure(cpu);
        host.pass(TICK);
        assertThat(failure(cpu)).isSameAs(first);
        host.pass(Duration.ofSeconds(1));
        assertThat(failure(cpu)).isNotSameAs(first);
    }

    @Test
    void k3FewerColumnsOfAnOldKernelAndMoreOfANewOneAreRead() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        Source cpu = host.source("cpu");
        host.write("proc/stat", "cpu  1 2 3 400\ncpu0 1 2 3 400\nintr 1\n");
        assertThat(read(cpu).cpu.idleSeconds(0)).isEqualTo(4.0);
        host.write("proc/stat", "cpu  1 2 3 4 5 6 7 8 9 10 11 12\ncpu0 1 2 3 500 5 6 7 8 9 10 11 12\nintr 1\n");
        assertThat(read(cpu).cpu.idleSeconds(0)).isEqualTo(5.0);
    }

    @Test
    void k5IdleThatStepsBackALittleInventsNoBusyTime() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        Source cpu = host.source("cpu");
        int[] one = {0};
        long idle = 100_000;
        host.write("proc/stat", stat(one, idle, 500, 0, 0));
        double start = read(cpu).cpu.busySeconds();
        for (int i = 1; i <= 100; i++) {
            host.pass(TICK);
            long iowait = i == 50 ? 400 : 500;
            host.write("proc/stat", stat(one, idle + 10L * i, iowait, 0, 0));
            cpu.read();
        }
        assertThat(read(cpu).cpu.busySeconds() - start).isLessThan(0.1);
    }

    @Test
    void k5IdleThatFallsByHoursOrLeapsStartsTheRefinementAnewAndNeverStepsBack() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        Source cpu = host.source("cpu");
        int[] one = {0};
        double before = 0;
        for (int i = 0; i < 60; i++) {
            long idle = i < 20 ? 1_000_000 + 5L * i : i < 40 ? 5L * i : 90_000_000 + 5L * i;
            host.write("proc/stat", stat(one, idle, 0, 0, 0));
            double busy = read(cpu).cpu.busySeconds();
            assertThat(busy - before).isBetween(0.0, 0.1 + 1e-9);
            before = busy;
            host.pass(TICK);
        }
        assertThat(before).isBetween(2.5, 3.1);
    }

    @Test
    void k6ACpuThatGoesOfflineAndComesBackInventsNoBusyTime() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        Source cpu = host.source("cpu");
        int[] both = {0, 1};
        int[] alone = {0};
        double start = 0;
        for (int i = 0; i < 90; i++) {
            boolean offline = i >= 30 && i < 60;
            host.write("proc/stat", stat(offline ? alone : both, 50_000 + 10L * i, 0, 0, 0));
            RecordedCounters counters = read(cpu);
            assertThat(counters.cpu.count()).isEqualTo(offline ? 1 : 2);
            start = i == 0 ? counters.cpu.busySeconds() : start;
            assertThat(counters.cpu.busySeconds() - start).isLessThan(0.05);
            host.pass(TICK);
        }
    }

    @Test
    void k6AQuotaThatChangesIsTheLimitWithinASecond() throws Exception {
        FixtureHost host = FixtureHost.copy("container-v2-quota", folder);
        CpuSource cpu = host.cpuFromInside();
        assertThat(read(cpu).cpu.limit()).isEqualTo(new Limit.Known(1.5));
        host.write("sys/fs/cgroup/cpu.max", "400000 100000\n");
        host.pass(Duration.ofSeconds(1));
        assertThat(read(cpu).cpu.limit()).isEqualTo(new Limit.Known(4));
        host.write("sys/fs/cgroup/cpu.max", "max 100000\n");
        host.pass(Duration.ofSeconds(1));
        assertThat(read(cpu).cpu.limit()).isNull();
    }

    @Test
    void k7AnInterfaceThatVanishesIsLeftOutAndOneThatReturnsIsThere() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source network = host.source("network");
        String whole = host.text("proc/1/net/dev");
        assertThat(read(network).network).containsKey("cni0 RECEIVE");
        host.write("proc/1/net/dev", whole.replaceAll("(?m)^ *cni0:.*\n", ""));
        assertThat(read(network).network).doesNotContainKey("cni0 RECEIVE").containsKey("veth1a2b3c RECEIVE");
        host.write("proc/1/net/dev", whole.replace("  cni0", "cni0rn"));
        assertThat(read(network).network).containsKey("cni0rn RECEIVE").doesNotContainKey("cni0 RECEIVE");
        host.write("proc/1/net/dev", whole);
        assertThat(read(network).network).containsKey("cni0 RECEIVE").doesNotContainKey("cni0rn RECEIVE");
    }

    @Test
    void k7AnInterfaceMadeAnewUnderTheSameNameCountsFromZeroAgain() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source network = host.source("network");
        assertThat(bytes(read(network), "ens3 RECEIVE")).isEqualTo(140_593_862.0);
        host.write("sys/class/net/ens3/ifindex", "77\n");
        host.write("proc/1/net/dev", host.text("proc/1/net/dev").replace("140593862", "150000000"));
        host.pass(Duration.ofSeconds(1));
        network.read();
        assertThat(bytes(read(network), "ens3 RECEIVE")).isZero();
        host.write("proc/1/net/dev", host.text("proc/1/net/dev").replace("150000000", "150000999"));
        assertThat(bytes(read(network), "ens3 RECEIVE")).isEqualTo(999);
    }

    @Test
    void k8ALinksSpeedIsFollowedWithinASecondAndUnknownWhenItIsMinusOne() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source network = host.source("network");
        assertThat(speed(read(network), "ens3 RECEIVE")).isEqualTo(new Limit.Known(125e6));
        host.write("sys/class/net/ens3/speed", "10000\n");
        host.pass(Duration.ofSeconds(1));
        assertThat(speed(read(network), "ens3 RECEIVE")).isEqualTo(new Limit.Known(1.25e9));
        host.write("sys/class/net/ens3/speed", "-1\n");
        host.pass(Duration.ofSeconds(1));
        RecordedCounters counters = read(network);
        assertThat(speed(counters, "ens3 RECEIVE"))
                .isInstanceOfSatisfying(
                        Limit.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("headroom.host.link-speeds.ens3"));
        assertThat(bytes(counters, "ens3 RECEIVE")).isEqualTo(140_593_862.0);
    }

    @Test
    void k9ACounterThatFallsNearThirtyTwoBitsIsPassedOnAndNotUnwrapped() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source tcp = host.source("tcp");
        host.write("proc/1/net/snmp", host.text("proc/1/net/snmp").replace("391300", "4294967290"));
        assertThat(read(tcp).sentSegments).isEqualTo(4_294_967_290.0);
        host.write("proc/1/net/snmp", host.text("proc/1/net/snmp").replace("4294967290", "10"));
        assertThat(read(tcp).sentSegments).isEqualTo(10.0);
    }

    @Test
    void k9CountersOfSixtyFourBitsAreUnsigned() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        host.write("proc/1/net/dev", host.text("proc/1/net/dev").replace("140593862", "18446744073709551615"));
        assertThat(bytes(read(host.source("network")), "ens3 RECEIVE")).isEqualTo(0x1p64);
    }

    @Test
    void k10AProcessWhoseNumberPassedToAnotherIsANewOneAndTheCounterNeverStepsBack() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source process = host.source("process");
        assertThat(read(process).processes).containsEntry("etcd", 300.0);
        host.write(
                "proc/812/stat",
                host.text("proc/812/stat")
                        .replace(" 22000 8000 ", " 9000000 0 ")
                        .replace(" 0 1500 ", " 0 99999 "));
        host.pass(TICK);
        assertThat(read(process).processes).doesNotContainKey("etcd");
        host.pass(Duration.ofSeconds(2));
        assertThat(read(process).processes).containsEntry("etcd", 300.0);
        host.write("proc/812/stat", host.text("proc/812/stat").replace(" 9000000 ", " 9000100 "));
        host.pass(TICK);
        assertThat(read(process).processes.get("etcd")).isEqualTo(301.0, within(1e-9));
    }

    @Test
    void k10AProcessThatEndsIsDeliveredNoMoreAndItsSuccessorIsFound() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Source process = host.source("process");
        read(process);
        String stat = host.text("proc/903/stat");
        // An open file of /proc ends with its process; one of a fixture has to be emptied.
        host.write("proc/903/stat", "");
        host.delete("proc/903");
        host.pass(Duration.ofSeconds(1));
        assertThat(read(process).processes).doesNotContainKey("kube-scheduler").containsKey("kubelet");
        host.write("proc/2903/comm", "kube-scheduler\n");
        host.write("proc/2903/stat", stat.replace("903 (", "2903 ("));
        host.pass(Duration.ofSeconds(10));
        assertThat(read(process).processes).containsKey("kube-scheduler");
    }

    @Test
    void k14AThousandCpusAreReadWhole() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        for (int cpus : new int[] {256, 1152}) {
            host.write("proc/stat", stat(IntStream.range(0, cpus).toArray(), 123_456_789, 4_000, 5, 99_999_999));
            RecordedCounters counters = read(host.source("cpu"));
            assertThat(counters.cpu.count()).isEqualTo(cpus);
            assertThat(counters.cpu.id(cpus - 1)).isEqualTo(cpus - 1);
            assertThat(counters.cpu.idleSeconds(cpus - 1)).isEqualTo(1_234_567.89, within(1e-6));
        }
    }

    @Test
    void k14OfAThousandInterfacesThoseWithAKnownSpeedAreAmongTheOnesWatched() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        StringBuilder dev = new StringBuilder("Inter-|\n face |\n");
        for (int i = 0; i < 1000; i++) {
            dev.append(String.format(Locale.ROOT, "veth%04d: %d 1 0 0 0 0 0 0 %d 1 0 0 0 0 0 0\n", i, i, 2 * i));
            Files.createDirectories(host.root.resolve("sys/devices/virtual/net/veth%04d".formatted(i)));
        }
        dev.append("  eth0: 5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0\n");
        host.write("proc/1/net/dev", dev.toString());
        RecordedCounters counters = read(host.source("network"));
        assertThat(counters.network).hasSize(2 * NetworkSource.MOST_LINKS).containsKey("eth0 RECEIVE");
        assertThat(bytes(counters, "veth0100 TRANSMIT")).isEqualTo(200);
    }

    @Test
    void k14AHundredInterfacesAreAllWatched() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        StringBuilder dev = new StringBuilder("Inter-|\n face |\n");
        for (int i = 0; i < 100; i++) {
            dev.append("eth%d: %d 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0\n".formatted(i, i));
            host.write("sys/class/net/eth%d/speed".formatted(i), "1000\n");
        }
        host.write("proc/1/net/dev", dev.toString());
        assertThat(read(host.source("network")).network).hasSize(200);
    }

    @Test
    void aRootThatIsNoHostIsAbsentForEverySourceAndSaysWhere() {
        HostOptions nothing = new HostOptions(folder.resolve("nowhere"), Map.of(), HostOptions.CONTROL_PLANE);
        for (Source source : HostSources.open(nothing)) {
            assertThatThrownBy(source::read)
                    .isInstanceOfSatisfying(
                            SourceException.class,
                            problem -> assertThat(problem.reason()).isEqualTo(Reason.ABSENT))
                    .hasMessageContaining("nowhere");
        }
    }

    private static SourceException failure(Source source) {
        SourceException problem = catchThrowableOfType(SourceException.class, source::read);
        assertThat(problem).as(source.name()).isNotNull();
        return problem;
    }

    private static void tolerate(Source source) {
        try {
            read(source);
        } catch (SourceException e) {
            assertThat(e).hasMessageContaining("/");
        }
    }

    private static double bytes(RecordedCounters counters, String name) {
        return counters.link(name).bytes();
    }

    private static Limit speed(RecordedCounters counters, String name) {
        return counters.link(name).speed();
    }
}
