// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.CounterFamily;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;

/** Writes one level of an API server and its limit, under the names the server itself and blackbox_exporter have for them. */
final class LevelSeries {
    private final byte[] level;
    private final RecordingGauge limit;

    private LevelSeries(byte[] level, byte[] limit) {
        this.level = level;
        this.limit = new RecordingGauge(limit);
    }

    /**
     * @param instance the label that names the target, as it is written
     * @throws IllegalArgumentException where the kind has a counter
     */
    static LevelSeries of(SignalKind kind, String device, String instance) {
        String escaped = RecordingText.escape(device) + "\"," + instance;
        return switch (kind) {
            case APISERVER_INFLIGHT -> {
                String label =
                        "request_kind=\"" + (device.equals("readonly") ? "readOnly" : RecordingText.escape(device));
                yield new LevelSeries(
                        RecordingText.series(CounterFamily.INFLIGHT.metric(), label + "\"," + instance),
                        RecordingText.series(CounterFamily.LIMIT_REQUESTS.metric(), "device=\"" + escaped));
            }
            case APISERVER_SEATS ->
                new LevelSeries(
                        RecordingText.series(CounterFamily.SEATS.metric(), "priority_level=\"" + escaped),
                        RecordingText.series(CounterFamily.LIMIT_SEATS.metric(), "priority_level=\"" + escaped));
            case PROBE_LATENCY ->
                new LevelSeries(
                        RecordingText.series(CounterFamily.PROBE.metric(), instance),
                        RecordingText.series(CounterFamily.LIMIT_SECONDS.metric(), instance));
            default -> throw new IllegalArgumentException(kind.id() + " has a counter");
        };
    }

    void write(RecordingText text, double value, Limit limitNow, long timeNanos) {
        limit.write(text, limitNow, timeNanos);
        text.sample(level, value, timeNanos);
    }
}
