// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import dev.headroom.exposition.Scraper;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All servers watched over the network. Servers are added and removed while it runs; each is asked by virtual threads of its own, so that
 * one that hangs delays no other. Thread safe.
 */
public final class TargetWatches implements AutoCloseable {
    private final Scraper scraper;
    private final Function<String, TargetSampling> samplings;
    private final Object pipelineLock;
    private final Timeline timeline;
    private final InstantSource wall;
    private final Map<String, Running> watches = new TreeMap<>();
    private boolean closed;

    private record Running(TargetWatch watch, WatchLoop loop) {}

    /**
     * @param scraper asks the servers; stays the caller's to close
     * @param samplings gives the sampling of a target by its name, the same for the same name; asked under the lock
     * @param pipelineLock held while readings are delivered
     * @param timeline the clock of the readings
     * @param wall the wall clock
     */
    public TargetWatches(
            Scraper scraper,
            Function<String, TargetSampling> samplings,
            Object pipelineLock,
            Timeline timeline,
            InstantSource wall) {
        this.scraper = scraper;
        this.samplings = samplings;
        this.pipelineLock = pipelineLock;
        this.timeline = timeline;
        this.wall = wall;
    }

    /** Watches a server from now on; where its address, or its name and kind, are watched already, that goes on instead. */
    public synchronized void add(TargetSettings settings) {
        String key = key(settings.endpoint().origin());
        if (closed || watches.containsKey(key) || isNamed(settings.name(), settings.kind())) {
            return;
        }
        TargetSampling sampling;
        synchronized (pipelineLock) {
            sampling = samplings.apply(settings.name());
        }
        TargetWatch watch =
                new TargetWatch(settings, scraper.client(settings.endpoint()), sampling, pipelineLock, timeline, wall);
        WatchLoop loop = new WatchLoop(watch, timeline::monotonicNanos);
        watches.put(key, new Running(watch, loop));
        loop.start();
    }

    private boolean isNamed(String name, TargetKind kind) {
        return watches.values().stream()
                .map(running -> running.watch().settings())
                .anyMatch(known -> known.name().equals(name) && known.kind() == kind);
    }

    /** Ends the watching of the server at this address, if it is watched. */
    public synchronized void remove(URI origin) {
        Running gone = watches.remove(key(origin));
        if (gone != null) {
            gone.loop().stop();
        }
    }

    /** Asks all servers more often until then, as far as their budgets allow: something happens. */
    public synchronized void raise(Instant until) {
        for (Running running : watches.values()) {
            running.watch().raise(until);
            running.loop().wake();
        }
    }

    /** How each is doing, in the order of their addresses. */
    public synchronized List<TargetStatus> statuses() {
        return watches.values().stream()
                .map(running -> running.watch().status())
                .toList();
    }

    /** Ends all watching. */
    @Override
    public synchronized void close() {
        closed = true;
        watches.values().forEach(running -> running.loop().stop());
        watches.clear();
    }

    private static String key(URI origin) {
        return origin.getScheme() + "://" + origin.getRawAuthority();
    }
}
