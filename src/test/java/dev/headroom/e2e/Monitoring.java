// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import dev.headroom.realparts.AlertmanagerServer;
import dev.headroom.realparts.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A Prometheus and an Alertmanager as kube-prometheus sets them up, with Headroom's rules, and somebody on call. */
final class Monitoring implements AutoCloseable {
    private static final Path RULES = Path.of("alerts/headroom.rules.yaml");

    /** What kube-prometheus' manifests give Alertmanager, but for the addresses of the receivers, which they leave empty. */
    private static final String ALERTMANAGER = """
            global: {resolve_timeout: 5m}
            route:
              receiver: Default
              group_by: [namespace]
              group_wait: 30s
              group_interval: 5m
              repeat_interval: 12h
              routes:
                - {matchers: ["alertname = Watchdog"], receiver: Watchdog}
                - {matchers: ["alertname = InfoInhibitor"], receiver: "null"}
                - {matchers: ["severity = critical"], receiver: Critical}
            inhibit_rules:
              - source_matchers: ["severity = critical"]
                target_matchers: ["severity =~ warning|info"]
                equal: [namespace, alertname]
              - source_matchers: ["severity = warning"]
                target_matchers: ["severity = info"]
                equal: [namespace, alertname]
              - source_matchers: ["alertname = InfoInhibitor"]
                target_matchers: ["severity = info"]
                equal: [namespace]
            receivers:
              - {name: Default, webhook_configs: [{url: "%s"}]}
              - {name: Watchdog, webhook_configs: [{url: "%s"}]}
              - {name: Critical, webhook_configs: [{url: "%s"}]}
              - {name: "null"}
            """;

    /** The labels are those a ServiceMonitor gives, and the addresses of its Prometheus. */
    private static final String PROMETHEUS = """
            global:
              scrape_interval: %s
              scrape_timeout: %s
              evaluation_interval: %s
              external_labels: {prometheus: monitoring/k8s, prometheus_replica: prometheus-k8s-0}
            rule_files: ["%s"]
            alerting:
              alert_relabel_configs: [{action: labeldrop, regex: prometheus_replica}]
              alertmanagers: [{static_configs: [{targets: ["%s"]}]}]
            scrape_configs:
              - job_name: headroom
                static_configs:
                  - targets: ["127.0.0.1:%d"]
                    labels: {namespace: headroom, service: headroom, pod: headroom-0, container: headroom, endpoint: http}
            """;

    private final OnCall onCall;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final PrometheusServer prometheus;

    /**
     * Starts all of it.
     *
     * @param time how fast it goes
     * @param scrapeInterval between two scrapes, and half of what is between two evaluations
     */
    Monitoring(Path parent, int headroomPort, FastForward time, Duration scrapeInterval) throws Exception {
        Path folder = Files.createDirectory(parent.resolve("monitoring"));
        onCall = OnCall.start();
        parts.add(onCall);
        try {
            AlertmanagerServer alertmanager = AlertmanagerServer.start(
                    Files.createDirectory(folder.resolve("alertmanager")),
                    time.configuration(ALERTMANAGER.formatted(
                            onCall.address("Default"), onCall.address("Watchdog"), onCall.address("Critical"))));
            parts.add(alertmanager);
            Path rules = Files.writeString(folder.resolve("rules.yaml"), time.configuration(Files.readString(RULES)));
            String scrape = scrapeInterval.toMillis() + "ms";
            prometheus = PrometheusServer.start(
                    Files.createDirectory(folder.resolve("prometheus")),
                    time.configuration(PROMETHEUS.formatted(
                            scrape,
                            scrape,
                            scrapeInterval.multipliedBy(2).toMillis() + "ms",
                            rules,
                            alertmanager.address().getAuthority(),
                            headroomPort)),
                    "--rules.alert.resend-delay="
                            + time.shortened(Duration.ofMinutes(1)).toMillis() + "ms");
            parts.add(prometheus);
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    /** What was delivered so far. */
    List<OnCall.Page> pages() {
        return onCall.pages();
    }

    /** The result of an instant query. */
    JsonNode query(String promql) throws IOException, InterruptedException {
        return prometheus.get("query", "query", promql).get("result");
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts.reversed()) {
            part.close();
        }
    }
}
