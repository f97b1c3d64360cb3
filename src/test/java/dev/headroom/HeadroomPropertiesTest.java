// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.alerting.AlertSettings;
import dev.headroom.alerting.Destination;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.Thresholds;
import dev.headroom.sampling.SignalKind;
import dev.headroom.targets.TargetKind;
import dev.headroom.targets.TargetSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class HeadroomPropertiesTest {
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(HeadroomProperties.class)
    static class OnlyProperties {
        @Bean
        static ConfigurationErrors configurationErrors() {
            return new ConfigurationErrors();
        }
    }

    private static HeadroomProperties bind(String... settings) {
        List<HeadroomProperties> bound = new ArrayList<>();
        runner(settings).run(context -> bound.add(context.getBean(HeadroomProperties.class)));
        return bound.getFirst();
    }

    private static BadConfiguration refusal(String... settings) {
        List<BadConfiguration> told = new ArrayList<>();
        runner(settings).run(context -> {
            assertThat(context).hasFailed();
            for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
                if (cause instanceof BadConfiguration bad) {
                    told.add(bad);
                }
            }
        });
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    private static ApplicationContextRunner runner(String... settings) {
        return new ApplicationContextRunner()
                .withUserConfiguration(OnlyProperties.class)
                .withPropertyValues(settings);
    }

    @Test
    void withoutConfigurationEverythingHasItsDefault() {
        HeadroomProperties properties = bind();
        assertThat(properties.sampling().interval()).isEqualTo(Duration.ofMillis(100));
        assertThat(properties.host().enabled()).isTrue();
        assertThat(properties.host().rootPath()).isEqualTo(Path.of("/"));
        assertThat(properties.host().target()).isNull();
        assertThat(properties.host().linkSpeeds()).isEmpty();
        assertThat(properties.host().processes())
                .contains("kube-apiserver", "etcd")
                .hasSize(5);
    }

    @Test
    void theDefaultsAreThoseOfDetection() {
        DetectionSettings settings = bind().detection().settings();
        DetectionSettings defaults = DetectionSettings.defaults();
        assertThat(settings.minDuration()).isEqualTo(defaults.minDuration());
        assertThat(settings.dashboards()).isEqualTo(defaults.dashboards());
        assertThat(settings.thresholds())
                .allSatisfy((kind, thresholds) ->
                        assertThat(thresholds).isEqualTo(defaults.thresholds().get(kind)))
                .containsOnlyKeys(
                        SignalKind.CPU,
                        SignalKind.PROCESS_CPU,
                        SignalKind.NETWORK_RECEIVE,
                        SignalKind.NETWORK_TRANSMIT,
                        SignalKind.TCP_RETRANSMIT,
                        SignalKind.APISERVER_INFLIGHT,
                        SignalKind.APISERVER_SEATS,
                        SignalKind.PROBE_LATENCY);
    }

    @Test
    void theDocumentedFileHoldsTheDefaults() {
        List<HeadroomProperties> documented = new ArrayList<>();
        runner("spring.config.location=file:./config/")
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .run(context -> {
                    assertThat(context.getEnvironment().getProperty("headroom.detection.min-duration"))
                            .isEqualTo("150ms");
                    documented.add(context.getBean(HeadroomProperties.class));
                });
        assertThat(documented).containsExactly(bind());
    }

    @Test
    void valuesAreTakenAsPeopleWriteThem() {
        HeadroomProperties properties = bind(
                "headroom.sampling.interval=20ms",
                "headroom.host.target=api-1",
                "headroom.host.link-speeds.eth0=20Mbit",
                "headroom.host.link-speeds.[eth0.100]=1Gbit",
                "headroom.host.processes=kube-apiserver,etcd",
                "headroom.detection.thresholds.cpu=0.8",
                "headroom.detection.dashboards=30s/rate[2m]/30s");
        assertThat(properties.sampling().interval()).isEqualTo(Duration.ofMillis(20));
        assertThat(properties.host().target()).isEqualTo("api-1");
        assertThat(properties.host().linkSpeeds())
                .isEqualTo(Map.of("eth0", new LinkSpeed(20_000_000), "eth0.100", new LinkSpeed(1_000_000_000)));
        assertThat(new LinkSpeed(20_000_000).bytesPerSecond()).isEqualTo(2_500_000);
        assertThat(properties.host().processes()).isEqualTo(List.of("kube-apiserver", "etcd"));
        assertThat(properties.detection().settings().thresholds()).containsEntry(SignalKind.CPU, Thresholds.level(0.8));
        assertThat(properties.detection().settings().dashboards())
                .singleElement()
                .satisfies(dashboard -> assertThat(dashboard.name()).isEqualTo("30s/rate[2m]/30s"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            headroom.sampling.interval                      | 5ms                    | from 10ms to 10s
            headroom.sampling.interval                      | 9.9ms                  | from 10ms to 10s
            headroom.sampling.interval                      | 11s                    | from 10ms to 10s
            headroom.sampling.interval                      | 0                      | from 10ms to 10s
            headroom.sampling.interval                      | -100ms                 | from 10ms to 10s
            headroom.sampling.interval                      | fast                   | from 10ms to 10s
            headroom.sampling.interval                      | 100 parsecs            | from 10ms to 10s
            headroom.host.enabled                           | maybe                  | true or false
            headroom.host.enabled                           | 2                      | true or false
            headroom.host.target                            | two words              | without spaces
            headroom.host.target                            | say "host"             | without spaces
            headroom.host.link-speeds.eth0                  | 1Gb                    | from 1kbit to 1000Gbit
            headroom.host.link-speeds.eth0                  | fast                   | from 1kbit to 1000Gbit
            headroom.host.link-speeds.eth0                  | 0Mbit                  | from 1kbit to 1000Gbit
            headroom.host.link-speeds.eth0                  | -1Mbit                 | from 1kbit to 1000Gbit
            headroom.host.link-speeds.eth0                  | 1.5Gbit                | from 1kbit to 1000Gbit
            headroom.host.link-speeds.eth0                  | 1001Gbit               | from 1kbit to 1000Gbit
            headroom.host.link-speeds.eth0                  | 1000000000             | from 1kbit to 1000Gbit
            headroom.host.processes                         | a b                    | names of processes
            headroom.host.processes[0]                      | a b                    | names of processes
            headroom.targets[0].url                         | ftp://api-1            | the server's own address
            headroom.targets[0].url                         | api-1:6443             | the server's own address
            headroom.targets[0].url                         | https://api-1:6443/metrics | the server's own address
            headroom.targets[0].url                         | https://u:p@api-1:6443 | the server's own address
            headroom.targets[0].url                         | https://kubernetes.default.svc:443 | never the Service
            headroom.targets[0].url                         | https://Kubernetes.Default.svc.cluster.local | never the Service
            headroom.targets[0].name                        | api-1                  | the server's own address
            headroom.detection.min-duration                 | 0ms                    | from 1ms to 1h
            headroom.detection.min-duration                 | 2h                     | from 1ms to 1h
            headroom.detection.min-duration                 | soon                   | from 1ms to 1h
            headroom.detection.thresholds.cpu               | 95                     | from 0.2 to 1
            headroom.detection.thresholds.cpu               | 95%                    | from 0.2 to 1
            headroom.detection.thresholds.cpu               | 0.1                    | from 0.2 to 1
            headroom.detection.thresholds.cpu               | NaN                    | from 0.2 to 1
            headroom.detection.thresholds.cpu               | -1                     | from 0.2 to 1
            headroom.detection.thresholds.process-cpu       | 1.01                   | from 0.2 to 1
            headroom.detection.thresholds.network-receive   | 0                      | from 0.2 to 1
            headroom.detection.thresholds.network-transmit  | Infinity               | from 0.2 to 1
            headroom.detection.thresholds.apiserver-inflight | 0.19                  | from 0.2 to 1
            headroom.detection.thresholds.apiserver-seats   | 1.1                    | from 0.2 to 1
            headroom.detection.thresholds.probe-latency     | 1s                     | from 0.2 to 1
            headroom.detection.retransmits.ratio            | 0                      | from 0.0001 to 1
            headroom.detection.retransmits.ratio            | 2                      | from 0.0001 to 1
            headroom.detection.retransmits.floor-per-second | -1                     | from 0 to 1000000
            headroom.detection.retransmits.rate-per-second  | 0                      | from 1 to 10000000
            headroom.detection.retransmits.rate-per-second  | many                   | from 1 to 10000000
            headroom.detection.dashboards                   | 60s                    | scrape/function[range]/step
            headroom.detection.dashboards                   | 60s/max[5m]/60s        | scrape/function[range]/step
            headroom.detection.dashboards                   | 0s/rate[5m]/60s        | scrape/function[range]/step
            headroom.detection.dashboards                   | 60s/rate[2h]/60s       | at most 1h
            headroom.detection.dashboards                   | 60s/rate[5x]/60s       | scrape/function[range]/step
            headroom.detection.dashboards[0]                | grafana                | scrape/function[range]/step
            headroom.alerting.link-base                     | headroom:19847         | begins with http:// or https://
            headroom.alerting.link-base                     | https://h.example?x=1  | without user, query
            headroom.alerting.min-saturated                 | 0s                     | from 100ms to 15m
            headroom.alerting.min-saturated                 | 16m                    | from 100ms to 15m
            headroom.alerting.min-bursts                    | 0                      | from 1 to 100
            headroom.alerting.keep-firing                   | 2h                     | from 1s to 1h
            headroom.alerting.alertmanager.urls             | am-1:9093              | different addresses
            headroom.alerting.alertmanager.urls             | http://a:1,http://a:1  | different addresses
            headroom.alerting.alertmanager.urls             | http://a:1/?x=1        | different addresses
            headroom.alerting.alertmanager.labels.target    | api-1                  | but alertname
            headroom.alerting.alertmanager.labels.my-team   | sre                    | letters, digits and underscores
            headroom.alerting.grafana.url                   | ftp://grafana          | http or https
            """)
    void aValueOutOfRangeStopsTheStartWithKeyValueRangeAndRemedy(String key, String value, String range) {
        BadConfiguration bad = refusal(key + "=" + value);
        String known = key.replaceAll("(\\[0]|\\.eth0|(?<=labels)\\..*)$", "").replace("[0].name", "[0].url");
        assertThat(bad.getMessage())
                .contains(known)
                .contains("is '")
                .contains("expected")
                .contains(range);
        assertThat(bad.remedy())
                .contains("Set " + known)
                .contains("for example")
                .contains("default");
        assertThat(bad.getExitCode()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            name                           | two words         | without spaces
            kind                           | etcd              | apiserver or node
            bearer-token-file              | /no/such/token    | a file that can be read
            ca-file                        | /                 | a file that can be read
            client-certificate-file        | /etc/hostname     | together with client-certificate-file
            client-key-file                | /etc/hostname     | together with client-key-file
            insecure                       | maybe             | true or false
            budget                         | 0                 | from 0.001 to 0.5
            budget                         | 1                 | from 0.001 to 0.5
            probe-limit                    | 1ms               | from 10ms to 30s
            max-requests-inflight          | 0                 | from 1 to 1000000
            max-mutating-requests-inflight | -1                | from 1 to 1000000
            """)
    void aTargetThatCannotBeWatchedStopsTheStartWithItsKey(String key, String value, String range) {
        BadConfiguration bad =
                refusal("headroom.targets[0].url=https://10.0.0.5:6443", "headroom.targets[0]." + key + "=" + value);
        assertThat(bad.getMessage()).contains("headroom.targets[0].").contains(range);
        assertThat(bad.remedy()).contains("Set headroom.targets[0].");
    }

    @Test
    void aTokenIsNotSentInTheClearAndNoServerIsNamedTwice() {
        assertThat(refusal(
                                "headroom.targets[0].url=http://10.0.0.5:6443",
                                "headroom.targets[0].bearer-token-file=/etc/hostname")
                        .getMessage())
                .contains("https where there is a token");
        assertThat(refusal(
                                "headroom.targets[0].url=https://10.0.0.5:6443",
                                "headroom.targets[1].url=https://10.0.0.5:6443")
                        .getMessage())
                .contains("headroom.targets[1].url");
    }

    @Test
    void nothingIsPushedUnasked() {
        AlertingProperties alerting = bind().alerting();
        assertThat(alerting.enabled()).isFalse();
        assertThat(alerting.settings("http://api-1:19847"))
                .isEqualTo(new AlertSettings(
                        Duration.ofSeconds(30),
                        3,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10),
                        Map.of(),
                        "http://api-1:19847"));
    }

    @Test
    void whoIsToldOfAlertsIsTakenAsItIsWritten() {
        AlertingProperties alerting = bind(
                        "headroom.alerting.link-base=https://headroom.example.net/",
                        "headroom.alerting.alertmanager.urls=http://am-1:9093,https://am-2.example.net/alertmanager",
                        "headroom.alerting.alertmanager.labels.team=sre",
                        "headroom.alerting.grafana.url=https://grafana.example.net",
                        "headroom.alerting.grafana.token-file=/etc/hostname")
                .alerting();
        assertThat(alerting.enabled()).isTrue();
        assertThat(alerting.settings("http://api-1:19847").linkBase()).isEqualTo("https://headroom.example.net");
        assertThat(alerting.destinations().alertmanagers())
                .extracting(Destination::name)
                .containsExactly("http://am-1:9093", "https://am-2.example.net/alertmanager");
        assertThat(Objects.requireNonNull(alerting.destinations().grafana())
                        .endpoint()
                        .tokenFile())
                .isEqualTo(Path.of("/etc/hostname"));
    }

    @Test
    void aTokenForGrafanaIsNotSentInTheClearAndNoPasswordIsPrinted() {
        assertThat(refusal(
                                "headroom.alerting.grafana.url=http://grafana.example.net",
                                "headroom.alerting.grafana.token-file=/etc/hostname")
                        .getMessage())
                .contains("https where there is a token");
        assertThat(refusal("headroom.alerting.alertmanager.urls=http://user:canary@am-1:9093")
                        .getMessage())
                .doesNotContain("canary");
        assertThat(refusal(
                                "headroom.alerting.grafana.url=https://grafana.example.net",
                                "headroom.alerting.grafana.token-file=/no/such/file")
                        .getMessage())
                .contains("headroom.alerting.grafana.token-file");
    }

    @Test
    void aTargetIsTakenAsItIsWritten() {
        HeadroomProperties properties = bind(
                "headroom.targets[0].url=https://10.0.0.5:6443",
                "headroom.targets[0].budget=0.02",
                "headroom.targets[0].max-requests-inflight=800",
                "headroom.targets[1].url=http://api-1:9100",
                "headroom.targets[1].kind=node",
                "headroom.targets[1].name=10.0.0.5");
        TargetSettings server = properties.targets().get(0).settings("headroom.targets[0]");
        TargetSettings node = properties.targets().get(1).settings("headroom.targets[1]");
        assertThat(server.name()).isEqualTo(node.name()).isEqualTo("10.0.0.5");
        assertThat(server.kind()).isEqualTo(TargetKind.APISERVER);
        assertThat(node.kind()).isEqualTo(TargetKind.NODE);
        assertThat(server.budget()).isEqualTo(0.02);
        assertThat(server.limitRequests()).isEqualTo(Map.of("readonly", 800.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "headroom.targets[0].address",
                "headroom.target[0].url",
                "headroom.samplng.interval",
                "headroom.sampling.intervall",
                "headroom.sampling.interval.ms",
                "headroom.interval",
                "headroom.host.link-speed.eth0",
                "headroom.host.name",
                "headroom.detection.enter",
                "headroom.detection.thresholds.memory",
                "headroom.detection.thresholds.cpu-steal",
                "headroom.detection.dashboard",
                "headroom.kubernetes.watch",
            })
    void anUnknownKeyStopsTheStartAndTheKnownOnesAreListed(String key) {
        BadConfiguration bad = refusal(key + "=1");
        assertThat(bad.getMessage()).contains(key).contains("not a key");
        assertThat(bad.remedy()).contains("headroom.sampling.interval").contains("headroom.host.link-speeds");
        assertThat(bad.getExitCode()).isEqualTo(2);
    }

    @Test
    void tooManyOrRepeatedDashboardsAreRefused() {
        String nine = "1s/rate[1m]/1s,2s/rate[1m]/1s,3s/rate[1m]/1s,4s/rate[1m]/1s,5s/rate[1m]/1s,6s/rate[1m]/1s,"
                + "7s/rate[1m]/1s,8s/rate[1m]/1s,9s/rate[1m]/1s";
        assertThat(refusal("headroom.detection.dashboards=" + nine)).hasMessageContaining("1 to 8 different");
        assertThat(refusal("headroom.detection.dashboards=1s/rate[1m]/1s,1s/rate[1m]/1s"))
                .hasMessageContaining("1 to 8 different");
    }

    @Test
    void aBadConfigurationIsPrintedWithoutAStackTrace() {
        FailureAnalysis analysis = Objects.requireNonNull(
                new BadConfigurationAnalyzer().analyze(refusal("headroom.sampling.interval=5ms")));
        assertThat(analysis.getDescription())
                .isEqualTo("headroom.sampling.interval is '5ms', expected a duration from 10ms to 10s.");
        assertThat(analysis.getAction())
                .isEqualTo(
                        "Set headroom.sampling.interval to a duration from 10ms to 10s, for example 100ms, or leave it out"
                                + " to have the default.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEADROOM_SAMPLNG_INTERVAL",
                "HEADROOM_SAMPLING_INTERVALL",
                "HEADROOM_HOST_LINKSPEEDS",
                "HEADROOM_HOST_LINK_SPEEDS_ETH0",
                "HEADROOM_INTERVAL",
                "HEADROOM_TARGETS_0_ADDRESS",
                "headroom.sampling.intervall",
                "headroom.host.linkspeed.eth0"
            })
    void anUnknownKeyInTheEnvironmentStopsTheStart(String name) {
        EnvironmentKeys keys = new EnvironmentKeys(HeadroomProperties.class);
        assertThatThrownBy(() -> keys.check(Map.of(name, "1")))
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEADROOM_SAMPLING_INTERVAL",
                "HEADROOM_HOST_LINKSPEEDS_ETH0",
                "HEADROOM_HOST_PROCESSES",
                "HEADROOM_HOST_PROCESSES_0",
                "HEADROOM_DETECTION_DASHBOARDS_2_",
                "HEADROOM_DETECTION_RETRANSMITS_RATEPERSECOND",
                "headroom.detection.retransmits.rate-per-second",
                "headroom.host.link-speeds.eth0",
                "headroom.host.processes[1]",
                "HEADROOM_SERVICE_HOST",
                "HEADROOM_SERVICE_PORT_HTTP",
                "HEADROOM_PORT",
                "HEADROOM_PORT_19847_TCP_ADDR",
                "HEADROOM_HISTORY_SERVICE_HOST",
                "HEADROOM_PARTS",
                "HEADROOM_ALERTING_ALERTMANAGER_URLS",
                "HEADROOM_ALERTING_ALERTMANAGER_LABELS_CLUSTER",
                "HEADROOM_ALERTING_GRAFANA_TOKENFILE",
                "HEADROOM_TARGETS_0_URL",
                "HEADROOM_TARGETS_0_BEARERTOKENFILE",
                "headroom.targets[0].max-requests-inflight",
                "PATH",
                "java.home"
            })
    void knownKeysAndWhatIsNotOursMayBeInTheEnvironment(String name) {
        new EnvironmentKeys(HeadroomProperties.class).check(Map.of(name, "1"));
    }
}
