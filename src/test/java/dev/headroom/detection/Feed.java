// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;

/** Feeds levels to the detection of one signal and remembers what it says. */
final class Feed implements BurstListener {
    static final long START = 1_716_898_990_000_000_000L;
    static final SignalKey CPU = new SignalKey("host-1", SignalKind.CPU, "");

    final List<Burst> opened = new ArrayList<>();
    final List<Burst> closed = new ArrayList<>();
    final List<Burst> settled = new ArrayList<>();
    final Detection detection;
    private final SampleSink sink;
    private final double limit;
    private long now = START;

    Feed(SignalKey key, DetectionSettings settings, double limit) {
        this(key, settings, limit, 1_000);
    }

    Feed(SignalKey key, DetectionSettings settings, double limit, int samplesKept) {
        this.detection = new Detection(settings, this, samplesKept);
        this.sink = detection.sinkFor(key);
        this.limit = limit;
        sink.limit(now, new Limit.Known(limit));
    }

    static Feed cpu() {
        return new Feed(CPU, DetectionSettings.defaults(), 2);
    }

    /** Levels of consecutive samples of 100 ms. */
    Feed levels(double... levels) {
        for (double level : levels) {
            sample(0.1, level);
        }
        return this;
    }

    Feed repeat(int times, double level) {
        for (int i = 0; i < times; i++) {
            sample(0.1, level);
        }
        return this;
    }

    Feed sample(double seconds, double level) {
        long end = now + Math.round(seconds * 1e9);
        sink.sample(now, end, level * limit * seconds, limit * seconds);
        now = end;
        return this;
    }

    Feed segments(double sent, double retransmitted) {
        long end = now + 100_000_000L;
        sink.sample(now, end, retransmitted, sent);
        now = end;
        return this;
    }

    Feed hole(double seconds) {
        long end = now + Math.round(seconds * 1e9);
        sink.hole(now, end, 0);
        now = end;
        return this;
    }

    double seconds(long nanos) {
        return (nanos - START) / 1e9;
    }

    double elapsed() {
        return seconds(now);
    }

    SignalStatus status() {
        return detection.statuses().getFirst();
    }

    @Override
    public void opened(Burst burst) {
        opened.add(burst);
    }

    @Override
    public void closed(Burst burst) {
        closed.add(burst);
    }

    @Override
    public void surrounded(Burst burst, SampleClip clip) {}

    @Override
    public void settled(Burst burst) {
        settled.add(burst);
    }
}
