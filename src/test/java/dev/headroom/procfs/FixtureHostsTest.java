// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static dev.headroom.procfs.FixtureHost.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is read of whole hosts of several kinds. */
class FixtureHostsTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("UnusedVariable") // found by name
    private static final Iterable<String> HOSTS = FixtureHost.ALL;

    @ParameterizedTest
    @FieldSource("HOSTS")
    void everyHostHasCpusTcpAndInterfaces(String name) throws Exception {
        FixtureHost host = FixtureHost.copy(name, folder);
        assertThat(read(host.source("cpu")).cpu.count()).isPositive();
        assertThat(read(host.source("tcp")).sentSegments).isEqualTo(391_300);
        assertThat(read(host.source("tcp")).retransmittedSegments).isEqualTo(71);
        assertThat(read(host.source("network")).network).isNotEmpty().doesNotContainKey("lo RECEIVE");
        HostInventory inventory = HostInventory.of(host.options());
        assertThat(inventory.hostName()).isNotEqualTo("unknown");
        assertThat(inventory.cores()).isEqualTo(read(host.source("cpu")).cpu.count());
        assertThat(inventory.interfaces()).isNotEmpty();
    }

    @Test
    void theModesOfEachCpuAreSecondsAndGuestTimeIsNotCountedTwice() throws Exception {
        FixtureHost host = FixtureHost.copy("no-control-groups", folder);
        host.write("proc/stat", "cpu  1 1 1 1 1 1 1 1 1 1\ncpu0 100 200 300 400 500 600 700 800 100 200\nintr 1\n");
        RecordedCounters counters = read(host.source("cpu"));
        assertThat(counters.cpu.idleSeconds(0)).isEqualTo(4);
        assertThat(counters.cpu.iowaitSeconds(0)).isEqualTo(5);
        assertThat(counters.cpu.stealSeconds(0)).isEqualTo(8);
        assertThat(counters.cpu.accountedSeconds(0)).isEqualTo(36, within(1e-9));
    }

    @Test
    void aHotPluggedHostHasTheCpusThatAreOnlineUnderTheirOwnNumbers() throws Exception {
        RecordedCounters counters =
                read(FixtureHost.copy("hot-plugged-cpu", folder).source("cpu"));
        assertThat(counters.cpu.count()).isEqualTo(3);
        assertThat(counters.cpu.id(1)).isEqualTo(2);
        assertThat(counters.cpu.id(2)).isEqualTo(3);
    }

    @Test
    void pressureIsSecondsOfWaiting() throws Exception {
        assertThat(read(FixtureHost.copy("control-plane-v2", folder).source("pressure")).waitingSeconds)
                .isEqualTo(20.15199, within(1e-9));
    }

    @Test
    void aPhysicalLinkHasItsSpeedAVirtualOneHasNoneAndABondHasTheSumItTells() throws Exception {
        RecordedCounters counters =
                read(FixtureHost.copy("centos7-v1-no-psi", folder).source("network"));
        assertThat(counters.network).containsKey("em1 TRANSMIT");
        assertThat(speed(counters, "em1 RECEIVE")).isEqualTo(new Limit.Known(125e6));
        assertThat(speed(counters, "bond0 TRANSMIT")).isEqualTo(new Limit.Known(250e6));
        assertThat(speed(counters, "em2 RECEIVE")).isInstanceOf(Limit.Unknown.class);
    }

    @Test
    void theInventedSpeedOfAVethIsNotBelieved() throws Exception {
        RecordedCounters counters =
                read(FixtureHost.copy("control-plane-v2", folder).source("network"));
        assertThat(speed(counters, "veth1a2b3c RECEIVE"))
                .isInstanceOfSatisfying(
                        Limit.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .contains("veth1a2b3c is a virtual link")
                                .contains("headroom.host.link-speeds.veth1a2b3c"));
    }

    @Test
    void aConfiguredSpeedWinsOverWhatTheDriverTells() throws Exception {
        FixtureHost host = FixtureHost.copy("control-plane-v2", folder);
        Limit.Known configured = new Limit.Known(2.5e6);
        Source source = new NetworkSource(host.options(Map.of("ens3", configured, "cni0", configured)), host::nanos);
        RecordedCounters counters = read(source);
        assertThat(speed(counters, "ens3 RECEIVE")).isEqualTo(configured);
        assertThat(speed(counters, "cni0 RECEIVE")).isEqualTo(configured);
    }

    @Test
    void theControlPlanesProcessesAreFoundByTheNameTheKernelKeeps() throws Exception {
        RecordedCounters counters =
                read(FixtureHost.copy("control-plane-v2", folder).source("process"));
        assertThat(counters.processes)
                .containsOnlyKeys("kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kubelet")
                .containsEntry("etcd", 300.0)
                .containsEntry("kube-apiserver", 1000.0);
    }

    @Test
    void aHostWithoutAControlPlaneDeliversNoProcessAndIsNoFailure() throws Exception {
        assertThat(read(FixtureHost.copy("ubuntu2004-hybrid", folder).source("process")).processes)
                .isEmpty();
    }

    @Test
    void inAContainerTheBusyTimeAndTheLimitAreItsOwn() throws Exception {
        FixtureHost host = FixtureHost.copy("container-v2-quota", folder);
        CpuSource source = host.cpuFromInside();
        double before = read(source).cpu.busySeconds();
        host.pass(Duration.ofMillis(100));
        host.write("sys/fs/cgroup/cpu.stat", "usage_usec 5140000\nuser_usec 1\n");
        RecordedCounters counters = read(source);
        assertThat(counters.cpu.busySeconds() - before).isEqualTo(0.14, within(1e-9));
        assertThat(counters.cpu.limit()).isEqualTo(new Limit.Known(1.5));
    }

    @Test
    void aQuotaOfTheFirstControlGroupsIsRead() throws Exception {
        CpuSource source = FixtureHost.copy("container-v1-quota", folder).cpuFromInside();
        assertThat(read(source).cpu.limit()).isEqualTo(new Limit.Known(0.5));
    }

    @Test
    void theGroupsOfAHostSeenUnderAnotherRootAreNoQuotaOfOurs() throws Exception {
        Source source = FixtureHost.copy("container-v2-quota", folder).source("cpu");
        assertThat(read(source).cpu.limit()).isNull();
    }

    private static Limit speed(RecordedCounters counters, String name) {
        return counters.link(name).speed();
    }
}
