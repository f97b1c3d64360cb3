// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.Scraper;
import dev.headroom.kubernetes.ApiServerSource;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import dev.headroom.targets.TargetStatus;
import dev.headroom.targets.TargetWatches;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiServerDiscoveryTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final URI FIRST = URI.create("https://127.0.0.1:1");
    private static final URI SECOND = URI.create("https://127.0.0.2:1");

    private final Scraper scraper = new Scraper(System::nanoTime, InstantSource.system());
    private final TargetWatches watches = new TargetWatches(
            scraper,
            name -> new TargetSampling(
                    name,
                    key -> {
                        throw new AssertionError("nothing listens there, so there is no " + key);
                    },
                    true),
            new Object(),
            Timeline.system(),
            InstantSource.system());
    private final ApiServerDiscovery discovery =
            new ApiServerDiscovery(true, ApiServerSource.ENDPOINTS, "test", watches, InstantSource.fixed(START));

    @AfterEach
    void end() {
        watches.close();
        scraper.close();
    }

    private void found(Duration after, URI... addresses) {
        discovery.found(Set.of(addresses), Endpoint::of, START.plus(after));
    }

    @Test
    void whatTheClusterTellsOfIsWatchedUnderItsAddress() {
        found(Duration.ZERO, FIRST);
        found(Duration.ofMinutes(1), FIRST, SECOND);
        assertThat(watches.statuses()).extracting(TargetStatus::target).containsExactly("127.0.0.1", "127.0.0.2");
    }

    @Test
    void aServerThatIsGoneForAWhileIsStillWatchedAndOneThatStaysAwayIsNot() {
        found(Duration.ZERO, FIRST, SECOND);
        found(Duration.ofMinutes(9), FIRST);
        assertThat(watches.statuses()).hasSize(2);
        found(Duration.ofMinutes(11), FIRST);
        assertThat(watches.statuses()).extracting(TargetStatus::url).containsExactly(FIRST);
        found(Duration.ofMinutes(12), FIRST, SECOND);
        assertThat(watches.statuses()).hasSize(2);
    }
}
