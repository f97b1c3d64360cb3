// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.TlsSettings;
import dev.headroom.targets.TargetKind;
import dev.headroom.targets.TargetSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One server that is watched over the network, as {@code headroom.targets[n]}. Its keys are described in
 * {@code META-INF/additional-spring-configuration-metadata.json}, because generated metadata knows no elements of lists.
 *
 * @param name the target its signals belong to
 * @param url its own address
 * @param kind what it is
 * @param bearerTokenFile holds the token it is asked with
 * @param caFile the authorities that may have signed its certificate
 * @param clientCertificateFile our certificate
 * @param clientKeyFile its key
 * @param insecure whether its certificate is not checked
 * @param budget the share of a core and of its egress that watching it may cost
 * @param probeLimit how long the answer to a probe may take
 * @param maxRequestsInflight its flag of this name
 * @param maxMutatingRequestsInflight its flag of this name
 * @param linkSpeeds the speed of each link that cannot tell its own or tells a wrong one, by interface
 */
public record TargetProperties(
        @Nullable String name,
        @DefaultValue("") String url,
        @DefaultValue("apiserver") String kind,
        @Nullable String bearerTokenFile,
        @Nullable String caFile,
        @Nullable String clientCertificateFile,
        @Nullable String clientKeyFile,
        @DefaultValue("false") boolean insecure,
        @DefaultValue("0.01") double budget,
        @DefaultValue("1s") Duration probeLimit,
        @Nullable Integer maxRequestsInflight,
        @Nullable Integer maxMutatingRequestsInflight,
        @DefaultValue Map<String, LinkSpeed> linkSpeeds) {
    private static final String NAME = "[\\p{Graph}&&[^\"\\\\]]{1,253}";
    private static final double LEAST_BUDGET = 0.001;
    private static final double MOST_BUDGET = 0.5;
    private static final Duration SHORTEST_PROBE = Duration.ofMillis(10);
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(30);
    private static final int MOST_REQUESTS = 1_000_000;

    /**
     * The same, checked.
     *
     * @param key what it is called, for messages: {@code headroom.targets[0]}
     */
    TargetSettings settings(String key) {
        Endpoint endpoint = endpoint(key);
        String host = endpoint.origin().getHost();
        require(!isVirtual(host), key + ".url", url);
        String target = name == null ? host : name;
        require(target.matches(NAME), key + ".name", target);
        require(budget >= LEAST_BUDGET && budget <= MOST_BUDGET, key + ".budget", budget);
        require(
                probeLimit.compareTo(SHORTEST_PROBE) >= 0 && probeLimit.compareTo(LONGEST_PROBE) <= 0,
                key + ".probe-limit",
                probeLimit);
        Map<String, Double> limits = new HashMap<>();
        limit(limits, "readonly", key + ".max-requests-inflight", maxRequestsInflight);
        limit(limits, "mutating", key + ".max-mutating-requests-inflight", maxMutatingRequestsInflight);
        TargetKind known = TargetKind.of(kind).orElseThrow(() -> BadConfiguration.value(key + ".kind", kind, null));
        Map<String, Double> speeds = new HashMap<>();
        linkSpeeds.forEach((device, speed) -> speeds.put(device, speed.bytesPerSecond()));
        return new TargetSettings(target, known, endpoint, budget, probeLimit, limits, speeds);
    }

    private Endpoint endpoint(String key) {
        Path token = file(key + ".bearer-token-file", bearerTokenFile);
        Path authorities = file(key + ".ca-file", caFile);
        Path certificate = file(key + ".client-certificate-file", clientCertificateFile);
        Path privateKey = file(key + ".client-key-file", clientKeyFile);
        require(
                (certificate == null) == (privateKey == null),
                key + (certificate == null ? ".client-certificate-file" : ".client-key-file"),
                "");
        try {
            return new Endpoint(
                    URI.create(url), new TlsSettings(authorities, certificate, privateKey, null, insecure), token);
        } catch (IllegalArgumentException e) {
            throw BadConfiguration.value(key + ".url", url, e);
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

    private static void limit(Map<String, Double> limits, String kind, String key, @Nullable Integer requests) {
        if (requests != null) {
            require(requests >= 1 && requests <= MOST_REQUESTS, key, requests);
            limits.put(kind, requests.doubleValue());
        }
    }

    /** Behind the Service each connection may end at another API server: what is read there belongs to nobody. */
    static boolean isVirtual(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("kubernetes")
                || name.equals("kubernetes.default")
                || name.startsWith("kubernetes.default.svc")
                || name.equals(System.getenv("KUBERNETES_SERVICE_HOST"));
    }
}
