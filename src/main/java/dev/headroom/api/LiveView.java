// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.targets.TargetStatus;
import java.util.List;
import java.util.Optional;

/** What is being watched right now: the part of an answer that no history has yet. Thread safe. */
public interface LiveView {
    /** Each signal seen since the start, with its open burst if there is one. */
    List<SignalStatus> signals();

    /** How the sampler of each target is doing. */
    List<SamplerStatus> samplers();

    /** How the watching of each server over the network is doing. */
    List<TargetStatus> servers();

    /**
     * The samples still held of one signal.
     *
     * @param fromNanos samples that end after this, nanoseconds since the epoch
     * @param toNanos samples that start before this
     * @return empty where none is held any more
     */
    Optional<SampleClip> clip(SignalKey key, long fromNanos, long toNanos);
}
