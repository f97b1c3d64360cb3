// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.deploys.DeployEvent;
import dev.headroom.detection.BurstEvent;
import dev.headroom.exposition.Scraper;
import dev.headroom.sampling.Timeline;
import dev.headroom.targets.TargetSettings;
import dev.headroom.targets.TargetWatches;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * The servers watched over the network, as the service runs them: asked more often while a burst or a deploy goes on, and ended before the
 * pipeline is.
 */
final class NetworkTargets implements SmartLifecycle {
    /** Long enough that a burst is followed to its end; each fact told meanwhile prolongs it. */
    private static final Duration RAISED_BY_ONSET = Duration.ofSeconds(60);

    /** What follows the end of a burst or a deploy still belongs to it. */
    private static final Duration RAISED_BY_END = Duration.ofSeconds(10);

    private final List<TargetSettings> configured;
    private final InstantSource wall;
    private final Scraper scraper;
    private final TargetWatches watches;
    private volatile boolean running;

    /**
     * @param configured the servers to begin with
     * @param pipeline takes their readings
     */
    NetworkTargets(List<TargetSettings> configured, LivePipeline pipeline, InstantSource wall) {
        this.configured = List.copyOf(configured);
        this.wall = wall;
        this.scraper = new Scraper(System::nanoTime, wall);
        this.watches = pipeline.watches(scraper, new Timeline(System::nanoTime, wall), wall);
    }

    /** Adds and removes servers while it runs. */
    TargetWatches watches() {
        return watches;
    }

    @EventListener
    void burst(BurstEvent event) {
        switch (event) {
            case BurstEvent.Opened opened -> raise(RAISED_BY_ONSET);
            case BurstEvent.Closed closed -> raise(RAISED_BY_END);
            case BurstEvent.Settled settled -> {}
        }
    }

    @EventListener
    void deploy(DeployEvent event) {
        raise(event.deploy().finishedAt() == null ? RAISED_BY_ONSET : RAISED_BY_END);
    }

    private void raise(Duration forTime) {
        watches.raise(wall.instant().plus(forTime));
    }

    @Override
    public void start() {
        configured.forEach(watches::add);
        running = true;
    }

    @Override
    public void stop() {
        watches.close();
        scraper.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
