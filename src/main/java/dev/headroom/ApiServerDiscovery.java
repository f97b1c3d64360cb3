// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.TlsSettings;
import dev.headroom.kubernetes.ApiCredentials;
import dev.headroom.kubernetes.ApiServerAddresses;
import dev.headroom.kubernetes.ApiServerSource;
import dev.headroom.targets.TargetKind;
import dev.headroom.targets.TargetSettings;
import dev.headroom.targets.TargetWatches;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Watches the API servers that the cluster itself tells of, where {@code headroom.kubernetes.enabled} asks for it: looks once a minute, adds
 * those that come, and removes those that have been gone for ten minutes, so that a server that is down is seen to be down.
 */
final class ApiServerDiscovery implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServerDiscovery.class);
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final boolean enabled;
    private final ApiServerSource source;
    private final String version;
    private final TargetWatches watches;
    private final InstantSource wall;
    private final Map<URI, Instant> lastSeen = new HashMap<>();
    private String lastProblem = "";
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    /**
     * @param enabled whether the cluster is asked at all
     * @param source what of it is asked
     * @param version Headroom's own
     * @param watches watches what is found
     */
    ApiServerDiscovery(
            boolean enabled, ApiServerSource source, String version, TargetWatches watches, InstantSource wall) {
        this.enabled = enabled;
        this.source = source;
        this.version = version;
        this.watches = watches;
        this.wall = wall;
    }

    @Override
    public void start() {
        if (enabled) {
            ApiServerAddresses addresses;
            try {
                addresses = ApiServerAddresses.open(version, source);
            } catch (IllegalStateException e) {
                throw BadConfiguration.unusable(
                        "headroom.kubernetes.enabled is true, and no cluster can be asked for its API servers.",
                        String.valueOf(e.getMessage()),
                        e);
            }
            running = true;
            thread = Thread.ofVirtual().name("api-servers").start(() -> run(addresses));
        }
    }

    private void run(ApiServerAddresses addresses) {
        try (addresses) {
            while (running) {
                look(addresses);
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(ApiServerAddresses addresses) throws InterruptedException {
        try {
            Set<URI> now = addresses.look();
            found(now, address -> endpoint(address, addresses.credentials()), wall.instant());
            lastProblem = "";
        } catch (ApiServerAddresses.UnknownException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                LOG.warn("{}; those known are watched on", problem);
            }
        }
    }

    /**
     * Takes the addresses there are now.
     *
     * @param endpoints says how the server at an address is asked
     */
    void found(Set<URI> now, Function<URI, Endpoint> endpoints, Instant at) {
        for (URI address : now) {
            if (lastSeen.put(address, at) == null) {
                LOG.info("Found an API server at {}", address);
                watches.add(TargetSettings.of(address.getHost(), TargetKind.APISERVER, endpoints.apply(address)));
            }
        }
        lastSeen.entrySet().removeIf(known -> {
            boolean gone = known.getValue().plus(KEPT).isBefore(at);
            if (gone) {
                LOG.info("The API server at {} has been gone for ten minutes", known.getKey());
                watches.remove(known.getKey());
            }
            return gone;
        });
    }

    private static Endpoint endpoint(URI address, ApiCredentials credentials) {
        TlsSettings tls = new TlsSettings(
                credentials.caFile(), credentials.certificateFile(), credentials.keyFile(), null, false);
        return new Endpoint(address, tls, credentials.tokenFile());
    }

    @Override
    public void stop() {
        running = false;
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
