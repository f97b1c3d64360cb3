// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import dev.headroom.exposition.ExchangeCost;
import dev.headroom.targets.TargetStatus.SourceStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one thing a server is asked for, and what it costs. Thread safe. */
final class SourceState {
    private final Ask ask;
    private boolean asked;
    private @Nullable String reason;
    private @Nullable String message;
    private long requests;
    private long failures;
    private long readNanos;
    private long receivedBytes;
    private double estimatedCpuSeconds;
    private Cost cost;

    SourceState(Ask ask) {
        this.ask = ask;
        this.cost = Cost.expected(ask.usualBytes());
    }

    /** What the next asking is expected to cost. */
    synchronized Cost cost() {
        return cost;
    }

    /**
     * Counts an exchange.
     *
     * @param costNow what it is estimated to have cost the server; null where it sent no answer, and so is not known
     */
    synchronized void exchanged(ExchangeCost exchange, @Nullable Cost costNow) {
        asked = true;
        if (exchange.elapsedNanos() == 0) {
            return;
        }
        requests++;
        readNanos += exchange.elapsedNanos();
        receivedBytes += exchange.receivedBytes();
        if (costNow != null) {
            cost = costNow;
        }
        estimatedCpuSeconds += cost.cpuSeconds();
    }

    /** The last answer was of use; what did not work before, or null. */
    synchronized @Nullable String works() {
        String before = reason;
        reason = null;
        message = null;
        return before;
    }

    /** The last answer, or its absence, was of no use; true where the reason is a new one. */
    synchronized boolean fails(String reasonNow, String messageNow) {
        boolean isNew = !reasonNow.equals(reason);
        failures++;
        reason = reasonNow;
        message = messageNow;
        return isNew;
    }

    synchronized SourceStatus status(Duration interval, Duration wanted) {
        return new SourceStatus(
                ask.id(),
                asked,
                reason,
                message,
                requests,
                failures,
                readNanos / 1e9,
                receivedBytes,
                estimatedCpuSeconds,
                interval,
                wanted);
    }
}
