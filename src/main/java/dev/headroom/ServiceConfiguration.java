// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.api.ProcessCost;
import dev.headroom.api.ServiceDescription;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.History;
import dev.headroom.history.HistoryRefusedException;
import dev.headroom.history.HistoryStatus;
import dev.headroom.history.SqlHistory;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.FlightStatus;
import dev.headroom.intake.RefusalCounts;
import dev.headroom.metrics.DeployFigures;
import dev.headroom.metrics.HeadroomMetrics;
import dev.headroom.metrics.KubernetesFigures;
import dev.headroom.metrics.PushFigures;
import dev.headroom.procfs.HostOptions;
import dev.headroom.procfs.HostSources;
import dev.headroom.procfs.OwnProcess;
import dev.headroom.replay.PlayedRecording;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Sampler;
import dev.headroom.sampling.Timeline;
import dev.headroom.targets.TargetKind;
import dev.headroom.targets.TargetSettings;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** The live service: which parts there are and who is given whom. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HeadroomProperties.class)
class ServiceConfiguration {
    private static final int DEFAULT_PORT = 19847;

    @Bean
    static ConfigurationErrors configurationErrors() {
        return new ConfigurationErrors();
    }

    @Bean
    SqlHistory history(HeadroomProperties properties, InstantSource clock) {
        HistoryProperties history = properties.history();
        try {
            String url = history.url();
            return url == null
                    ? SqlHistory.inDirectory(
                            history.directory(System.getenv(), System.getProperty("user.home")),
                            history.limits(),
                            clock,
                            System::nanoTime)
                    : SqlHistory.onPostgres(
                            url, history.username(), history.passwordPath(), history.limits(), clock, System::nanoTime);
        } catch (HistoryRefusedException refusal) {
            throw BadConfiguration.refused(refusal);
        }
    }

    @Bean
    Supplier<HistoryStatus> historyStatus(SqlHistory history) {
        return history::status;
    }

    /** After the history, which holds the directory, and ended before it. */
    @Bean
    @DependsOn("history")
    Flight flight(HeadroomProperties properties) {
        return new Flight(properties);
    }

    @Bean(destroyMethod = "") // Flight ends it
    FlightRecorder flightRecorder(Flight flight) {
        return flight.recorder();
    }

    @Bean
    Supplier<FlightStatus> flightStatus(FlightRecorder recorder) {
        return recorder::status;
    }

    /** A recording that is played brings its own. */
    @Bean
    @ConditionalOnMissingBean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    DetectionSettings detectionSettings(HeadroomProperties properties) {
        return properties.detection().settings();
    }

    @Bean
    Facts facts(ApplicationEventPublisher events) {
        return new Facts(events);
    }

    @Bean
    VerdictCounts verdictCounts() {
        return new VerdictCounts();
    }

    @Bean
    Verdicts verdicts(History history, Facts facts, VerdictCounts counts, InstantSource clock) {
        return new Verdicts(history, facts, counts, clock);
    }

    @Bean(initMethod = "start")
    DeployDesk deployDesk(History history, Verdicts verdicts, Facts facts, InstantSource clock) {
        return new DeployDesk(history, verdicts, facts, clock);
    }

    @Bean
    BurstRecorder burstRecorder(History history, Verdicts verdicts, Facts facts) {
        return new BurstRecorder(history, verdicts, facts);
    }

    @Bean
    BurstLog burstLog() {
        return new BurstLog();
    }

    @Bean
    LivePipeline livePipeline(
            HeadroomProperties properties,
            BurstRecorder recorder,
            Verdicts verdicts,
            Flight flight,
            Facts facts,
            Optional<PlayedRecording> recording) {
        if (recording.isEmpty()) {
            EnvironmentKeys keys = new EnvironmentKeys(HeadroomProperties.class);
            keys.check(System.getenv());
            keys.check(System.getProperties());
        }
        LivePipeline pipeline = new LivePipeline(
                properties.detection().settings(),
                recorder,
                verdicts,
                flight,
                facts,
                properties.sampling().interval(),
                recording.isEmpty());
        HeadroomProperties.Host host = properties.host();
        if (host.enabled()) {
            BadConfiguration.require(Files.isDirectory(host.rootPath()), "headroom.host.root", host.root());
            String target = target(host);
            pipeline.add(
                    target,
                    (sink, lock) -> new Sampler(
                            target,
                            properties.sampling().interval(),
                            HostSources.open(options(host)),
                            sink,
                            lock,
                            Timeline.system()));
        }
        return pipeline;
    }

    @Bean
    @ConditionalOnBean(PlayedRecording.class)
    RecordingPlayer recordingPlayer(
            PlayedRecording recording,
            RecordingClock clock,
            LivePipeline pipeline,
            DeployDesk desk,
            FlightRecorder recorder) {
        return new RecordingPlayer(recording, clock, pipeline, desk, recorder, LockSupport::parkNanos);
    }

    @Bean
    NetworkTargets networkTargets(HeadroomProperties properties, LivePipeline pipeline, InstantSource clock) {
        return new NetworkTargets(settings(properties), pipeline, clock);
    }

    @Bean
    ClusterWatch clusterWatch(HeadroomProperties properties, DeployDesk desk, BuildProperties build) {
        return new ClusterWatch(
                properties.kubernetes(), target(properties.host()), String.valueOf(build.getVersion()), desk);
    }

    @Bean
    ClusterHealth kubernetesHealthIndicator(ClusterWatch watch) {
        return new ClusterHealth(watch);
    }

    @Bean
    KubernetesFigures kubernetesFigures(ClusterWatch watch) {
        return new KubernetesFigures(watch::status);
    }

    @Bean
    ApiServerDiscovery apiServerDiscovery(
            HeadroomProperties properties, NetworkTargets targets, BuildProperties build) {
        return new ApiServerDiscovery(
                properties.kubernetes().enabled(),
                properties.kubernetes().apiServers(),
                String.valueOf(build.getVersion()),
                targets.watches(),
                InstantSource.system());
    }

    @Bean
    AlertPush alertPush(
            HeadroomProperties properties,
            LivePipeline pipeline,
            History history,
            InstantSource clock,
            ServerProperties server) {
        boolean encrypted = server.getSsl() != null && server.getSsl().isEnabled();
        int port = server.getPort() == null ? DEFAULT_PORT : server.getPort();
        String ownAddress = (encrypted ? "https://" : "http://") + target(properties.host()) + ":" + port;
        return new AlertPush(properties.alerting(), ownAddress, pipeline, history, clock);
    }

    @Bean
    PushFigures pushFigures(AlertPush push) {
        return new PushFigures(push::statuses);
    }

    @Bean
    ServiceDescription serviceDescription(
            HeadroomProperties properties,
            Optional<PlayedRecording> recording,
            InstantSource clock,
            BuildProperties build) {
        return new ServiceDescription(
                String.valueOf(build.getVersion()),
                clock.instant(),
                properties.sampling().interval(),
                properties.detection().settings(),
                recording.orElse(null),
                properties.kubernetes().enabled(),
                properties.kubernetes().cluster());
    }

    @Bean
    Supplier<ProcessCost> processCost() {
        OwnProcess own = OwnProcess.ofThisMachine();
        return () -> {
            OptionalLong resident = own.residentBytes();
            return new ProcessCost(
                    own.cpuTime().map(time -> time.toNanos() / 1e9).orElse(null),
                    resident.isPresent() ? resident.getAsLong() : null);
        };
    }

    @Bean
    SamplingHealth samplingHealthIndicator(LivePipeline pipeline) {
        return new SamplingHealth(pipeline);
    }

    @Bean
    LastBlame lastBlame(DeployDesk desk, InstantSource clock) {
        return new LastBlame(desk, clock);
    }

    @Bean
    DeployFigures deployFigures(DeployDesk desk, LastBlame blame, VerdictCounts verdicts, RefusalCounts refusals) {
        return new DeployFigures(
                desk::told,
                desk::running,
                desk::recent,
                blame::all,
                verdicts::attributed,
                verdicts::saturated,
                () -> refused(refusals));
    }

    private static List<DeployFigures.Refused> refused(RefusalCounts refusals) {
        return refusals.counts().stream()
                .map(count -> new DeployFigures.Refused(count.source(), count.reason(), count.value()))
                .toList();
    }

    @Bean
    HeadroomMetrics headroomMetrics(
            HeadroomProperties properties, LivePipeline pipeline, VerdictCounts verdicts, BuildProperties build) {
        return new HeadroomMetrics(
                pipeline::signals,
                pipeline::samplers,
                pipeline::servers,
                verdicts::unexplained,
                properties.detection().settings(),
                properties.sampling().interval(),
                String.valueOf(build.getVersion()));
    }

    private static List<TargetSettings> settings(HeadroomProperties properties) {
        HeadroomProperties.Host host = properties.host();
        List<TargetSettings> all = new ArrayList<>();
        for (int i = 0; i < properties.targets().size(); i++) {
            String key = "headroom.targets[" + i + "]";
            TargetSettings settings = properties.targets().get(i).settings(key);
            boolean twice = settings.kind() == TargetKind.NODE
                    && host.enabled()
                    && settings.name().equals(target(host));
            // this machine's counters are read at 10 Hz already: two readings of one counter are none
            BadConfiguration.require(!twice, key + ".name", settings.name());
            all.add(settings);
        }
        return all;
    }

    static String target(HeadroomProperties.Host host) {
        String target = host.target();
        return target == null ? HostName.under(host.rootPath()) : target;
    }

    private static HostOptions options(HeadroomProperties.Host host) {
        Map<String, Limit.Known> speeds = host.linkSpeeds().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        speed -> new Limit.Known(speed.getValue().bytesPerSecond())));
        return new HostOptions(host.rootPath(), speeds, host.processes());
    }
}
