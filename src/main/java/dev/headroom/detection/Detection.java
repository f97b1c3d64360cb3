// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Detection for all signals of all targets. The same for a live service and a recording.
 *
 * <p>Not thread safe: whoever delivers samples and whoever asks for statuses hold one lock between them.
 */
public final class Detection {
    private final DetectionSettings settings;
    private final BurstListener listener;
    private final int samplesKept;
    private final Map<SignalKey, SignalDetection> signals = new TreeMap<>();

    /** Detection that keeps no samples: for recordings, which have them all. */
    public Detection(DetectionSettings settings, BurstListener listener) {
        this(settings, listener, 0);
    }

    /**
     * Detection that keeps the newest samples of each signal.
     *
     * @param samplesKept how many, 0 or more
     */
    public Detection(DetectionSettings settings, BurstListener listener, int samplesKept) {
        this.settings = settings;
        this.listener = listener;
        this.samplesKept = samplesKept;
    }

    /** The settings it goes by. */
    public DetectionSettings settings() {
        return settings;
    }

    /** Where the samples of this signal go; the signal is known from now on. */
    public SampleSink sinkFor(SignalKey key) {
        return signals.computeIfAbsent(key, unknown -> new SignalDetection(unknown, settings, listener, samplesKept));
    }

    /** What has become of each signal, in the order of their keys. */
    public List<SignalStatus> statuses() {
        return signals.values().stream().map(SignalDetection::status).toList();
    }

    /** The samples kept of one signal between two instants; empty where the signal is unknown or no samples are kept. */
    public Optional<SampleClip> clip(SignalKey key, long fromNanos, long toNanos) {
        SignalDetection signal = signals.get(key);
        return signal == null ? Optional.empty() : Optional.ofNullable(signal.clip(fromNanos, toNanos));
    }

    /**
     * Ends the watching. Every burst is settled by what is known.
     *
     * @param interrupted true where the service stops: open bursts end now, marked as interrupted; false where a recording ends:
     *     they stay open
     */
    public void finish(boolean interrupted) {
        signals.values().forEach(signal -> signal.finish(interrupted));
    }
}
