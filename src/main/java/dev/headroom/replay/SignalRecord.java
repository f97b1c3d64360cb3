// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What a recording holds of one signal, as {@code replay} prints it in JSON.
 *
 * @param device empty where a target has only one
 * @param unit what the limit is given in
 * @param limit the limit in force at the end; null where it could not be learned, or is none
 * @param observedSeconds time covered by samples
 * @param saturatedSeconds estimated time at or above the enter threshold
 * @param peak highest sample; null where there is none with a known limit
 */
record SignalRecord(
        String target,
        String signal,
        String device,
        String unit,
        @Nullable Double limit,
        double observedSeconds,
        double saturatedSeconds,
        @Nullable Double peak) {

    static SignalRecord of(SignalStatus status) {
        return new SignalRecord(
                status.key().target(),
                status.key().kind().id(),
                status.key().device(),
                status.key().kind().unit().id(),
                status.limit() instanceof Limit.Known known ? known.perSecond() : null,
                status.observedSeconds(),
                status.saturatedSeconds(),
                status.peak());
    }
}
