// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.alerting.AlertSettings;
import dev.headroom.alerting.Destination;
import dev.headroom.alerting.Pushes.Destinations;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is pushed besides what Prometheus fetches: alerts and annotations.
 *
 * @param linkBase Headroom's own address as people reach it, which links in alerts and annotations begin with. The machine's name and the port where nothing is set, because behind a proxy only its operator knows better.
 * @param minSaturated Saturated time of a signal within 15 minutes that is an alert, whoever caused it, 100ms to 15m. 30s, as in the shipped rules, because shorter bursts that no deploy repeats are seen on the page and wake nobody.
 * @param minBursts Bursts of a signal within 15 minutes that are an alert when one deploy is named as their cause, 1 to 100. 3, as in the shipped rules, because a deploy that does it three times will do it again.
 * @param keepFiring How long a signal must be free of bursts until its alert is resolved, 1s to 1h. 10m, as in the shipped rules, because a rollout comes in waves, and Alertmanager's group_wait must have passed or nobody is told at all.
 * @param alertmanager the Alertmanagers that are told of alerts
 * @param grafana the Grafana that is told of annotations
 */
public record AlertingProperties(
        @Nullable String linkBase,
        @DefaultValue("30s") Duration minSaturated,
        @DefaultValue("3") int minBursts,
        @DefaultValue("10m") Duration keepFiring,
        @DefaultValue Alertmanager alertmanager,
        @DefaultValue Grafana grafana) {
    private static final Duration LEAST_SATURATED = Duration.ofMillis(100);
    private static final Duration SHORTEST_FIRING = Duration.ofSeconds(1);
    private static final Duration LONGEST_FIRING = Duration.ofHours(1);
    private static final int MOST_BURSTS = 100;

    public AlertingProperties {
        if (linkBase != null) {
            require(isAddress(linkBase), "headroom.alerting.link-base", linkBase);
            linkBase = linkBase.replaceFirst("/+$", "");
        }
        require(
                minSaturated.compareTo(LEAST_SATURATED) >= 0 && minSaturated.compareTo(AlertSettings.WINDOW) <= 0,
                "headroom.alerting.min-saturated",
                minSaturated);
        require(minBursts >= 1 && minBursts <= MOST_BURSTS, "headroom.alerting.min-bursts", minBursts);
        require(
                keepFiring.compareTo(SHORTEST_FIRING) >= 0 && keepFiring.compareTo(LONGEST_FIRING) <= 0,
                "headroom.alerting.keep-firing",
                keepFiring);
    }

    /**
     * The Alertmanagers that are told of alerts.
     *
     * @param urls Address of each Alertmanager replica, up to 8, never of a load balancer before them. None, because the shipped rules raise the same alerts in a Prometheus, which is the better place for them.
     * @param labels Labels put on every alert, such as cluster or team, or a severity in the place of warning. None, because routes differ; a Prometheus would add its external_labels here.
     * @param tokenFile File with the token the Alertmanagers are shown, read again when it changes. None, because few ask for one.
     * @param caFile File (PEM) with the authorities that may have signed their certificates. Those of the Java runtime where nothing is set, because a public server needs no more.
     */
    public record Alertmanager(
            @DefaultValue List<String> urls,
            @DefaultValue Map<String, String> labels,
            @Nullable String tokenFile,
            @Nullable String caFile) {
        private static final String KEY = "headroom.alerting.alertmanager";
        private static final int MOST = 8;
        private static final int MOST_LABELS = 20;
        private static final int MOST_VALUE = 200;
        private static final Set<String> OURS = Set.of("alertname", "target", "signal", "device");

        public Alertmanager {
            urls = List.copyOf(urls);
            labels = Map.copyOf(labels);
            boolean each = urls.size() <= MOST && new HashSet<>(urls).size() == urls.size();
            require(each, KEY + ".urls", urls.size() + " addresses");
            require(
                    labels.size() <= MOST_LABELS
                            && labels.entrySet().stream()
                                    .allMatch(label -> label.getKey().matches("[a-zA-Z_][a-zA-Z0-9_]*")
                                            && !OURS.contains(label.getKey())
                                            && !label.getValue().isBlank()
                                            && label.getValue().length() <= MOST_VALUE),
                    KEY + ".labels",
                    labels);
            for (String url : urls) {
                destination(KEY + ".urls", url, caFile, tokenFile, KEY);
            }
        }
    }

    /**
     * The Grafana that is told of annotations.
     *
     * @param url Address of a Grafana that gets an annotation for every burst with its verdict and for every deploy. None, because nothing is contacted unasked.
     * @param tokenFile File with the token of a Grafana service account that may write annotations, read again when it changes. None, because each Grafana makes its own.
     * @param caFile File (PEM) with the authorities that may have signed its certificate. Those of the Java runtime where nothing is set, because a public server needs no more.
     */
    public record Grafana(
            @Nullable String url,
            @Nullable String tokenFile,
            @Nullable String caFile) {
        private static final String KEY = "headroom.alerting.grafana";

        public Grafana {
            if (url != null) {
                destination(KEY + ".url", url, caFile, tokenFile, KEY);
            }
        }
    }

    /** Whether anything is pushed at all. */
    boolean enabled() {
        return !alertmanager.urls().isEmpty() || grafana.url() != null;
    }

    /** @param ownAddress Headroom's own, where none is configured */
    AlertSettings settings(String ownAddress) {
        return new AlertSettings(
                minSaturated,
                minBursts,
                keepFiring,
                AlertSettings.RESEND,
                AlertSettings.PATIENCE,
                alertmanager.labels(),
                linkBase == null ? ownAddress : linkBase);
    }

    /** Where is pushed to. */
    Destinations destinations() {
        List<Destination> replicas = new ArrayList<>();
        for (String url : alertmanager.urls()) {
            replicas.add(destination(
                    Alertmanager.KEY + ".urls",
                    url,
                    alertmanager.caFile(),
                    alertmanager.tokenFile(),
                    Alertmanager.KEY));
        }
        String url = grafana.url();
        return new Destinations(
                replicas,
                url == null
                        ? null
                        : destination(Grafana.KEY + ".url", url, grafana.caFile(), grafana.tokenFile(), Grafana.KEY));
    }

    private static Destination destination(
            String urlKey, String url, @Nullable String caFile, @Nullable String tokenFile, String key) {
        Path authorities = file(key + ".ca-file", caFile);
        Path token = file(key + ".token-file", tokenFile);
        try {
            return Destination.of(url, authorities, token);
        } catch (IllegalArgumentException e) {
            // whoever writes a password into the address must not find it in a log
            throw BadConfiguration.value(urlKey, url.replaceAll("//[^/]*@", "//***@"), e);
        }
    }

    private static @Nullable Path file(String key, @Nullable String file) {
        if (file == null) {
            return null;
        }
        Path path = Path.of(file);
        require(Files.isReadable(path) && !Files.isDirectory(path), key, file);
        return path;
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            // the caller says what was expected
            return false;
        }
    }
}
