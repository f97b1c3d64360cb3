// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.api.LiveView;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.exposition.Scraper;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.GapWatch;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.Sampler;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import dev.headroom.targets.TargetStatus;
import dev.headroom.targets.TargetWatches;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Sampling and detection as they run in the service: one lock between those who deliver samples and those who ask. Stopping ends the
 * sampling first, then closes open bursts as interrupted and lets the last of them be judged.
 *
 * <p>What is fed to it is either live, and then time passes by itself, or a recording, and then whoever plays it says when time has passed.
 */
final class LivePipeline implements LiveView, SmartLifecycle {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Object lock = new Object();
    private final Detection detection;
    private final Verdicts verdicts;
    private final Flight flight;
    private final Facts facts;
    private final boolean live;
    private final List<Sampler> samplers = new ArrayList<>();
    private final Map<String, TargetSampling> samplings = new HashMap<>();
    private volatile @Nullable TargetWatches watches;
    private volatile boolean running;

    /** Makes the sampler of one target; every delivery into the sink happens under the lock. */
    @FunctionalInterface
    interface SamplerFactory {
        Sampler create(CounterSink sink, Object lock);
    }

    /**
     * @param interval the time between two samples
     * @param live false where a recording is played
     */
    LivePipeline(
            DetectionSettings settings,
            BurstRecorder recorder,
            Verdicts verdicts,
            Flight flight,
            Facts facts,
            Duration interval,
            boolean live) {
        this.verdicts = verdicts;
        this.flight = flight;
        this.facts = facts;
        this.live = live;
        this.detection = new Detection(settings, recorder, Math.toIntExact(KEPT.dividedBy(interval)));
    }

    /** Adds a target before the start. */
    void add(String target, SamplerFactory factory) {
        samplers.add(factory.create(sampling(target), lock));
    }

    /** One for each target, whoever reads it: an API server's CPU time is measured against the cores its machine tells of. */
    private TargetSampling sampling(String target) {
        return samplings.computeIfAbsent(target, name -> new TargetSampling(name, this::sinkFor, live));
    }

    /** Takes the counters of a target of a recording, inside of {@link #recorded} only. */
    CounterSink recordedTarget(String target) {
        return sampling(target);
    }

    /** Takes readings of a recording, pushed into {@link #recordedTarget}. */
    void recorded(Runnable push) {
        synchronized (lock) {
            push.run();
        }
    }

    /** The clock of the recording has gone on. */
    void timePassed() {
        verdicts.timePassed();
    }

    /** The recording has ended: what was open then stays open. */
    void recordingEnded() {
        synchronized (lock) {
            detection.finish(false);
        }
    }

    /** Whether there is something to be seen by now. */
    boolean ready() {
        return (live && samplers.isEmpty()) || !signals().isEmpty();
    }

    private SampleSink sinkFor(SignalKey key) {
        SampleSink sink = flight.after(detection.sinkFor(key), key);
        return live ? GapWatch.after(sink, key, facts::publish) : sink;
    }

    /** Watches servers over the network and delivers what they say under the lock. */
    TargetWatches watches(Scraper scraper, Timeline timeline, InstantSource wall) {
        TargetWatches made = new TargetWatches(scraper, this::sampling, lock, timeline, wall);
        watches = made;
        return made;
    }

    @Override
    public List<TargetStatus> servers() {
        TargetWatches made = watches;
        return made == null ? List.of() : made.statuses();
    }

    @Override
    public List<SignalStatus> signals() {
        synchronized (lock) {
            return detection.statuses();
        }
    }

    @Override
    public List<SamplerStatus> samplers() {
        return samplers.stream().map(Sampler::status).toList();
    }

    @Override
    public Optional<SampleClip> clip(SignalKey key, long fromNanos, long toNanos) {
        synchronized (lock) {
            return detection.clip(key, fromNanos, toNanos);
        }
    }

    @Override
    public void start() {
        if (live) {
            verdicts.start();
        }
        samplers.forEach(Sampler::start);
        running = true;
    }

    @Override
    public void stop() {
        samplers.forEach(Sampler::stop);
        synchronized (lock) {
            detection.finish(true);
        }
        verdicts.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
