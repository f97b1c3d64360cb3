// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/**
 * What one exchange with a server cost.
 *
 * @param status the HTTP status; 0 where no answer came
 * @param receivedBytes status line, headers and body as they came, so packed where they were; the framing of chunks, TLS and TCP is not in
 *     it
 * @param headersNanos from the start until the headers were there, a new connection's making included; 0 where none came
 * @param elapsedNanos from the start until the exchange was over
 * @param newConnection whether the connection was made for this exchange; its making is then part of the times
 */
public record ExchangeCost(
        int status, long receivedBytes, long headersNanos, long elapsedNanos, boolean newConnection) {
    /** Of an exchange that did not take place. */
    public static final ExchangeCost NONE = new ExchangeCost(0, 0, 0, 0, false);

    /** The whole exchange in seconds. */
    public double elapsedSeconds() {
        return elapsedNanos / 1e9;
    }
}
