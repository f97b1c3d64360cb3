// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest deploys, so that alerts and annotations can call them by name. Thread safe. */
final class KnownDeploys {
    private static final int MOST = 2_000;

    /** A deploy whose end was never told is not called running for ever. */
    private static final Duration LONGEST_RUN = Duration.ofHours(6);

    private static final int MOST_NAMED = 3;

    private final Map<String, Deploy> byId = new LinkedHashMap<>();

    synchronized void put(Deploy deploy) {
        byId.remove(deploy.id());
        byId.put(deploy.id(), deploy);
        if (byId.size() > MOST) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    synchronized @Nullable Deploy get(String id) {
        return byId.get(id);
    }

    /** Some of those that run at this time. */
    synchronized List<Deploy> running(Instant now) {
        return byId.values().stream()
                .filter(deploy -> deploy.phase() == Phase.STARTED
                        && deploy.finishedAt() == null
                        && deploy.startedAt().isAfter(now.minus(LONGEST_RUN)))
                .limit(MOST_NAMED)
                .toList();
    }

    /** What people call it: its name with its revision and app, as far as they are known. */
    static String name(Deploy deploy) {
        String name = deploy.name() == null ? deploy.externalId() : deploy.name();
        StringBuilder text = new StringBuilder(name);
        if (deploy.revision() != null) {
            text.append(' ').append(deploy.revision());
        }
        if (deploy.app() != null && !deploy.app().equals(name)) {
            text.append(" of ").append(deploy.app());
        }
        return text.append(" (").append(deploy.source()).append(')').toString();
    }

    /** The same by id; the id where nothing more is known. */
    String name(String id) {
        Deploy deploy = get(id);
        return deploy == null ? id : name(deploy);
    }
}
