// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.detection.Dashboard;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.Thresholds;
import dev.headroom.sampling.SignalKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All that can be configured of Headroom. Bound and checked once, at the start; a value out of its range stops the start.
 *
 * @param sampling how often is read
 * @param host the machine Headroom runs on
 * @param detection what counts as a burst
 * @param kubernetes the cluster whose rollouts are followed
 * @param history where bursts and deploys are kept
 * @param alerting what is pushed
 * @param targets Servers watched over the network, up to 500, each with its own address. None where nothing is set, because nothing is contacted unasked.
 * @param deploys who may tell of deploys
 */
@ConfigurationProperties(prefix = "headroom", ignoreUnknownFields = false)
public record HeadroomProperties(
        @DefaultValue Sampling sampling,
        @DefaultValue Host host,
        @DefaultValue Detection detection,
        @NestedConfigurationProperty @DefaultValue KubernetesProperties kubernetes,
        @NestedConfigurationProperty @DefaultValue HistoryProperties history,
        @NestedConfigurationProperty @DefaultValue DeploysProperties deploys,
        @NestedConfigurationProperty @DefaultValue AlertingProperties alerting,
        @DefaultValue List<TargetProperties> targets) {
    private static final int MOST_TARGETS = 500;

    public HeadroomProperties {
        targets = List.copyOf(targets);
        require(targets.size() <= MOST_TARGETS, "headroom.targets", targets.size() + " targets");
        Set<String> urls = new HashSet<>();
        for (int i = 0; i < targets.size(); i++) {
            String key = "headroom.targets[" + i + "]";
            targets.get(i).settings(key);
            require(urls.add(targets.get(i).url()), key + ".url", targets.get(i).url());
        }
    }

    /**
     * How often is read.
     *
     * @param interval Time between two readings, 10ms to 10s. At 100ms every burst of 200ms or longer is seen (two readings) for less than 0.3% of a core; 10ms costs about five times as much.
     */
    public record Sampling(@DefaultValue("100ms") Duration interval) {
        private static final Duration SHORTEST = Duration.ofMillis(10);
        private static final Duration LONGEST = Duration.ofSeconds(10);

        public Sampling {
            require(within(interval, SHORTEST, LONGEST), "headroom.sampling.interval", interval);
        }
    }

    /**
     * The machine Headroom runs on.
     *
     * @param enabled Whether the machine Headroom runs on is sampled. On, because without any configuration this is what Headroom is for.
     * @param root Directory under which the machine's /proc and /sys are found. In a container that mounts them elsewhere, say /host.
     * @param target Name of the machine in every metric, burst and recording, 1 to 253 characters without spaces. The machine's host name where nothing is set, because that is how people call it.
     * @param linkSpeeds Speed of each link that cannot tell its own, as 20Mbit or 1Gbit, 1kbit to 1000Gbit, by interface. Empty, because a physical link tells its speed, and a made-up limit would make up bursts.
     * @param processes Names of up to 32 processes whose CPU time is followed each for itself. The control plane's own, because theirs is the capacity that matters here; those that do not run cost nothing.
     */
    public record Host(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/") String root,
            @Nullable String target,
            @DefaultValue Map<String, LinkSpeed> linkSpeeds,

            @DefaultValue({"kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kubelet"})
            List<String> processes) {
        private static final int MOST_PROCESSES = 32;
        private static final String NAME = "[\\p{Graph}&&[^\"\\\\]]{1,253}";

        public Host {
            require(!root.isBlank() && root.indexOf('\0') < 0, "headroom.host.root", root);
            if (target != null) {
                require(target.matches(NAME), "headroom.host.target", target);
            }
            linkSpeeds = Map.copyOf(linkSpeeds);
            processes = List.copyOf(processes);
            require(processes.size() <= MOST_PROCESSES, "headroom.host.processes", processes);
            for (String process : processes) {
                require(process.matches(NAME), "headroom.host.processes", process);
            }
        }

        /** The root as a path; bound as text, because Spring would look for a path on the class path first. */
        Path rootPath() {
            return Path.of(root);
        }
    }

    /**
     * What counts as a burst.
     *
     * @param minDuration Shortest burst that is reported, 1ms to 1h. At 100ms between readings a stretch of 200ms is never estimated shorter than 150ms, and one under 100ms never longer.
     * @param thresholds when each signal is saturated
     * @param retransmits when TCP retransmits too much
     * @param dashboards Dashboards each burst is compared with, 1 to 8, each written scrape/function[range]/step with rate or irate and a range of at most 1h. Common ones for scrapes of 60s and 15s, and that of the 2024 incident, whose panel drew one point in three.
     */
    public record Detection(
            @DefaultValue("150ms") Duration minDuration,
            @DefaultValue Levels thresholds,
            @DefaultValue Retransmits retransmits,

            @DefaultValue({"60s/rate[5m]/60s", "60s/irate[5m]/180s", "15s/rate[2m]/15s"})
            List<String> dashboards) {
        private static final Duration SHORTEST = Duration.ofMillis(1);
        private static final Duration LONGEST = Duration.ofHours(1);
        private static final int MOST_DASHBOARDS = 8;

        public Detection {
            require(within(minDuration, SHORTEST, LONGEST), "headroom.detection.min-duration", minDuration);
            dashboards = List.copyOf(dashboards);
            require(
                    !dashboards.isEmpty()
                            && dashboards.size() <= MOST_DASHBOARDS
                            && new HashSet<>(dashboards).size() == dashboards.size(),
                    "headroom.detection.dashboards",
                    dashboards);
            dashboards.forEach(Detection::dashboard);
        }

        /** The same, as detection takes it. */
        DetectionSettings settings() {
            return new DetectionSettings(
                    Map.of(
                            SignalKind.CPU, Thresholds.level(thresholds.cpu()),
                            SignalKind.PROCESS_CPU, Thresholds.level(thresholds.processCpu()),
                            SignalKind.NETWORK_RECEIVE, Thresholds.level(thresholds.networkReceive()),
                            SignalKind.NETWORK_TRANSMIT, Thresholds.level(thresholds.networkTransmit()),
                            SignalKind.TCP_RETRANSMIT,
                                    Thresholds.retransmits(
                                            retransmits.ratio(),
                                            retransmits.floorPerSecond(),
                                            retransmits.ratePerSecond()),
                            SignalKind.APISERVER_INFLIGHT, Thresholds.level(thresholds.apiserverInflight()),
                            SignalKind.APISERVER_SEATS, Thresholds.level(thresholds.apiserverSeats()),
                            SignalKind.PROBE_LATENCY, Thresholds.level(thresholds.probeLatency())),
                    minDuration,
                    dashboards.stream().map(Detection::dashboard).toList());
        }

        private static Dashboard dashboard(String text) {
            Dashboard dashboard;
            try {
                dashboard = Dashboard.parse(text);
            } catch (IllegalArgumentException e) {
                throw BadConfiguration.value("headroom.detection.dashboards", text, e);
            }
            require(dashboard.range().compareTo(LONGEST) <= 0, "headroom.detection.dashboards", text);
            return dashboard;
        }
    }

    /**
     * The level at which a signal is saturated; a burst ends 0.10 below it.
     *
     * @param cpu Level at which the CPU is saturated, 0.2 to 1. At 0.95 of all cores work waits, and the error of a reading at 100ms (one tick, 4ms) does not reach it from a busy but free machine.
     * @param processCpu Level at which one process is saturated, of the cores of its machine, 0.2 to 1. The same as the CPU's, for the same reason.
     * @param networkReceive Level at which a link is saturated by what it receives, 0.2 to 1. At 0.90, because the counters leave out preamble, gap and checksum, about 2 to 7% of a link.
     * @param networkTransmit Level at which a link is saturated by what it sends, 0.2 to 1. At 0.90, as for what it receives.
     * @param apiserverInflight Level at which an API server is saturated by requests in flight, 0.2 to 1. At 0.90, because its figure is the highest of a second and at 1 it has begun to refuse.
     * @param apiserverSeats Level at which a priority level of an API server is saturated, 0.2 to 1. At 1, because below its nominal limit nobody waits; a level that borrows from others goes above it.
     * @param probeLatency Level at which a probe is too slow, of the time its answer may take, 0.2 to 1. At 1, because the limit is the time itself.
     */
    public record Levels(
            @DefaultValue("0.95") double cpu,
            @DefaultValue("0.95") double processCpu,
            @DefaultValue("0.90") double networkReceive,
            @DefaultValue("0.90") double networkTransmit,
            @DefaultValue("0.90") double apiserverInflight,
            @DefaultValue("1") double apiserverSeats,
            @DefaultValue("1") double probeLatency) {
        private static final double LOWEST = 0.2;

        public Levels {
            require(within(cpu, LOWEST, 1), "headroom.detection.thresholds.cpu", cpu);
            require(within(processCpu, LOWEST, 1), "headroom.detection.thresholds.process-cpu", processCpu);
            require(within(networkReceive, LOWEST, 1), "headroom.detection.thresholds.network-receive", networkReceive);
            require(
                    within(networkTransmit, LOWEST, 1),
                    "headroom.detection.thresholds.network-transmit",
                    networkTransmit);
            require(
                    within(apiserverInflight, LOWEST, 1),
                    "headroom.detection.thresholds.apiserver-inflight",
                    apiserverInflight);
            require(within(apiserverSeats, LOWEST, 1), "headroom.detection.thresholds.apiserver-seats", apiserverSeats);
            require(within(probeLatency, LOWEST, 1), "headroom.detection.thresholds.probe-latency", probeLatency);
        }
    }

    /**
     * When TCP retransmits too much: by ratio from a floor on, or by rate alone. A burst ends at half of each.
     *
     * @param ratio Share of the segments sent that is too much to send again, 0.0001 to 1. From 1% on, because below it a path is merely busy.
     * @param floorPerSecond Retransmits per second below which the ratio is not looked at, 0 to 1000000. At 50, because on an idle host one lost segment is a large share of few.
     * @param ratePerSecond Retransmits per second that are too much whatever the ratio, 1 to 10000000. At 1000: the incident of 2024 had 6000.
     */
    public record Retransmits(
            @DefaultValue("0.01") double ratio,
            @DefaultValue("50") double floorPerSecond,
            @DefaultValue("1000") double ratePerSecond) {
        public Retransmits {
            require(within(ratio, 1e-4, 1), "headroom.detection.retransmits.ratio", ratio);
            require(within(floorPerSecond, 0, 1e6), "headroom.detection.retransmits.floor-per-second", floorPerSecond);
            require(within(ratePerSecond, 1, 1e7), "headroom.detection.retransmits.rate-per-second", ratePerSecond);
        }
    }

    private static boolean within(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static boolean within(double value, double least, double most) {
        return value >= least && value <= most;
    }
}
