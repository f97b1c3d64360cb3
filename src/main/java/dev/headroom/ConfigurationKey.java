// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every key under {@code headroom.}: what it accepts, in the words of an error message, and an example. */
enum ConfigurationKey {
    SAMPLING_INTERVAL("headroom.sampling.interval", "a duration from 10ms to 10s", "100ms"),
    HOST_ENABLED("headroom.host.enabled", "true or false", "true"),
    HOST_ROOT("headroom.host.root", "a directory that exists", "/"),
    HOST_TARGET(
            "headroom.host.target", "a name of 1 to 253 characters without spaces, quotes and backslashes", "api-1"),
    HOST_LINK_SPEEDS(
            "headroom.host.link-speeds", "for each interface a speed from 1kbit to 1000Gbit, a whole number", "1Gbit"),
    HOST_PROCESSES(
            "headroom.host.processes",
            "at most 32 names of processes without spaces, quotes and backslashes",
            "kube-apiserver,etcd"),
    KUBERNETES_ENABLED("headroom.kubernetes.enabled", "true or false", "false"),
    KUBERNETES_CLUSTER(
            "headroom.kubernetes.cluster",
            "a name of 1 to 253 characters without spaces, quotes and backslashes",
            "prod-eu"),
    KUBERNETES_LEASE_NAMESPACE(
            "headroom.kubernetes.lease-namespace", "the name of a namespace of the cluster", "monitoring"),
    KUBERNETES_API_SERVERS("headroom.kubernetes.api-servers", "endpoints or static-pods", "static-pods"),
    MIN_DURATION("headroom.detection.min-duration", "a duration from 1ms to 1h", "150ms"),
    DASHBOARDS(
            "headroom.detection.dashboards",
            "1 to 8 different dashboards written scrape/function[range]/step, with the function rate or irate and a range of at most 1h",
            "60s/rate[5m]/60s"),
    CPU_THRESHOLD("headroom.detection.thresholds.cpu", "a ratio from 0.2 to 1", "0.95"),
    PROCESS_CPU_THRESHOLD("headroom.detection.thresholds.process-cpu", "a ratio from 0.2 to 1", "0.95"),
    NETWORK_RECEIVE_THRESHOLD("headroom.detection.thresholds.network-receive", "a ratio from 0.2 to 1", "0.90"),
    NETWORK_TRANSMIT_THRESHOLD("headroom.detection.thresholds.network-transmit", "a ratio from 0.2 to 1", "0.90"),
    APISERVER_INFLIGHT_THRESHOLD("headroom.detection.thresholds.apiserver-inflight", "a ratio from 0.2 to 1", "0.90"),
    APISERVER_SEATS_THRESHOLD("headroom.detection.thresholds.apiserver-seats", "a ratio from 0.2 to 1", "1"),
    PROBE_LATENCY_THRESHOLD("headroom.detection.thresholds.probe-latency", "a ratio from 0.2 to 1", "1"),
    RETRANSMIT_RATIO("headroom.detection.retransmits.ratio", "a ratio from 0.0001 to 1", "0.01"),
    RETRANSMIT_FLOOR("headroom.detection.retransmits.floor-per-second", "a number from 0 to 1000000", "50"),
    RETRANSMIT_RATE("headroom.detection.retransmits.rate-per-second", "a number from 1 to 10000000", "1000"),
    HISTORY_DIRECTORY(
            "headroom.history.directory", "the path of a directory, without a question mark", "/var/lib/headroom"),
    HISTORY_URL(
            "headroom.history.url",
            "a URL that begins with jdbc:postgresql:",
            "jdbc:postgresql://db.example.net/headroom"),
    HISTORY_USERNAME("headroom.history.username", "the name of a user", "headroom"),
    HISTORY_PASSWORD_FILE("headroom.history.password-file", "the path of a file", "/etc/headroom/db-password"),
    HISTORY_RETENTION("headroom.history.retention", "a duration from 1h to 3650d", "400d"),
    HISTORY_MAX_SIZE("headroom.history.max-size", "a size from 16MB to 1TB", "512MB"),
    FLIGHT_ENABLED("headroom.history.flight.enabled", "true or false", "true"),
    FLIGHT_MAX_SIZE("headroom.history.flight.max-size", "a size from 1MB to 1TB", "1GB"),
    TARGETS(
            "headroom.targets",
            "at most 500 targets, each with an address of its own",
            "[0].url=https://10.0.0.5:6443"),
    TARGET_NAME(
            "headroom.targets[].name", "a name of 1 to 253 characters without spaces, quotes and backslashes", "api-1"),
    TARGET_URL(
            "headroom.targets[].url",
            "the server's own address, http or https with host and port and nothing more, https where there is a token, named once, never the Service kubernetes.default or its cluster IP",
            "https://10.0.0.5:6443"),
    TARGET_KIND("headroom.targets[].kind", "apiserver or node", "apiserver"),
    TARGET_TOKEN(
            "headroom.targets[].bearer-token-file",
            "a file that can be read",
            "/var/run/secrets/kubernetes.io/serviceaccount/token"),
    TARGET_CA(
            "headroom.targets[].ca-file",
            "a file that can be read",
            "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"),
    TARGET_CERTIFICATE(
            "headroom.targets[].client-certificate-file",
            "a file that can be read, together with client-key-file",
            "/etc/headroom/client.crt"),
    TARGET_KEY(
            "headroom.targets[].client-key-file",
            "a file that can be read, together with client-certificate-file",
            "/etc/headroom/client.key"),
    TARGET_INSECURE("headroom.targets[].insecure", "true or false", "false"),
    TARGET_BUDGET("headroom.targets[].budget", "a ratio from 0.001 to 0.5", "0.01"),
    TARGET_PROBE_LIMIT("headroom.targets[].probe-limit", "a duration from 10ms to 30s", "1s"),
    TARGET_MAX_REQUESTS("headroom.targets[].max-requests-inflight", "a whole number from 1 to 1000000", "400"),
    TARGET_MAX_MUTATING("headroom.targets[].max-mutating-requests-inflight", "a whole number from 1 to 1000000", "200"),
    TARGET_LINK_SPEEDS(
            "headroom.targets[].link-speeds",
            "for each interface a speed from 1kbit to 1000Gbit, a whole number",
            "1Gbit"),
    DEPLOY_TOKENS_FILE("headroom.deploys.tokens-file", "a file that can be read", "/etc/headroom/tokens"),
    DEPLOY_TOKENS(
            "headroom.deploys.tokens", "tokens of 16 to 512 ASCII characters", "the output of 'openssl rand -hex 32'"),
    WEBHOOK_SECRETS_DIRECTORY(
            "headroom.deploys.webhook-secrets-directory", "a directory that exists", "/etc/headroom/webhook-secrets"),
    WEBHOOK_SECRETS(
            "headroom.deploys.webhook-secrets",
            "for plain, cdevents, github, gitlab, argocd, flux, spinnaker or grafana secrets of 16 to 512 ASCII"
                    + " characters",
            "the output of 'openssl rand -hex 32' for github"),
    TRUST_LOOPBACK("headroom.deploys.trust-loopback", "true or false", "true"),
    DEPLOY_LOG_FILES("headroom.deploys.log-files", "at most 16 paths of files", "/var/log/deploys.log"),
    LINK_BASE(
            "headroom.alerting.link-base",
            "an address that begins with http:// or https://, without user, query and fragment",
            "https://headroom.example.net"),
    ALERT_MIN_SATURATED("headroom.alerting.min-saturated", "a duration from 100ms to 15m", "30s"),
    ALERT_MIN_BURSTS("headroom.alerting.min-bursts", "a whole number from 1 to 100", "3"),
    ALERT_KEEP_FIRING("headroom.alerting.keep-firing", "a duration from 1s to 1h", "10m"),
    ALERTMANAGER_URLS(
            "headroom.alerting.alertmanager.urls",
            "at most 8 different addresses, http or https with host, port and path and nothing more, https where there is a token",
            "http://alertmanager-0.example.net:9093"),
    ALERTMANAGER_LABELS(
            "headroom.alerting.alertmanager.labels",
            "at most 20 labels of letters, digits and underscores but alertname, target, signal and device, each with a value of 1 to 200 characters",
            "prod-eu for cluster"),
    ALERTMANAGER_TOKEN(
            "headroom.alerting.alertmanager.token-file", "a file that can be read", "/etc/headroom/alertmanager-token"),
    ALERTMANAGER_CA(
            "headroom.alerting.alertmanager.ca-file", "a file that can be read", "/etc/headroom/alertmanager-ca.crt"),
    GRAFANA_URL(
            "headroom.alerting.grafana.url",
            "an address, http or https with host, port and path and nothing more, https where there is a token",
            "https://grafana.example.net"),
    GRAFANA_TOKEN("headroom.alerting.grafana.token-file", "a file that can be read", "/etc/headroom/grafana-token"),
    GRAFANA_CA("headroom.alerting.grafana.ca-file", "a file that can be read", "/etc/headroom/grafana-ca.crt");

    private final String key;
    private final String accepts;
    private final String example;

    ConfigurationKey(String key, String accepts, String example) {
        this.key = key;
        this.accepts = accepts;
        this.example = example;
    }

    /**
     * The key this name is ({@code headroom.targets[0].url}), or is an entry of ({@code headroom.host.link-speeds.eth0}).
     */
    static Optional<ConfigurationKey> of(String name) {
        String general = name.replaceAll("\\[\\d+]\\.", "[].");
        return Arrays.stream(values())
                .filter(known -> general.equals(known.key))
                .findFirst()
                .or(() -> Arrays.stream(values())
                        .filter(known -> general.startsWith(known.key + ".") || general.startsWith(known.key + "["))
                        .findFirst());
    }

    /** All keys, for a message. */
    static String all() {
        return Arrays.stream(values()).map(ConfigurationKey::key).collect(Collectors.joining(", "));
    }

    String key() {
        return key;
    }

    /** What it accepts, as in "expected ...". */
    String accepts() {
        return accepts;
    }

    String example() {
        return example;
    }
}
