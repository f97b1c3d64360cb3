// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

/**
 * How the history is doing.
 *
 * @param writable true when the last attempt to write worked
 * @param writeFailures attempts to write that failed, each of a whole transaction
 * @param pending bursts and flight recordings that wait to be written
 * @param lagSeconds how long the oldest of them has waited; 0 when none waits
 * @param dropped bursts and flight recordings that were given up, because too many waited or the database refused them
 * @param recoveries files set aside because they were damaged or not ours
 * @param bytes what the history takes where it is kept, as last looked
 * @param uncleanStart true when the process before this one ended without closing the history
 */
public record HistoryStatus(
        boolean writable,
        long writeFailures,
        int pending,
        double lagSeconds,
        long dropped,
        long recoveries,
        long bytes,
        boolean uncleanStart) {}
