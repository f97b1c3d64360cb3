// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.targets.TargetStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A watched host whose state the test sets. */
final class FakeLiveView implements LiveView {
    final List<SignalStatus> signals = new CopyOnWriteArrayList<>();
    final List<SamplerStatus> samplers = new CopyOnWriteArrayList<>();
    final Map<SignalKey, SampleClip> clips = new ConcurrentHashMap<>();

    /** From when on clips were asked for. */
    final List<Long> asked = new CopyOnWriteArrayList<>();

    final List<TargetStatus> servers = new CopyOnWriteArrayList<>();

    void clear() {
        servers.clear();
        signals.clear();
        samplers.clear();
        clips.clear();
        asked.clear();
    }

    @Override
    public List<SignalStatus> signals() {
        return List.copyOf(signals);
    }

    @Override
    public List<SamplerStatus> samplers() {
        return List.copyOf(samplers);
    }

    @Override
    public List<TargetStatus> servers() {
        return List.copyOf(servers);
    }

    @Override
    public Optional<SampleClip> clip(SignalKey key, long fromNanos, long toNanos) {
        asked.add(fromNanos);
        return Optional.ofNullable(clips.get(key));
    }
}
