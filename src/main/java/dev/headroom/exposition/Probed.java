// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.net.http.HttpHeaders;

/**
 * The answer to a probe, whatever its status.
 *
 * @param status the HTTP status
 * @param text the body, of a probe its beginning of at most 4 KiB, as the server sent it: not to be trusted
 * @param headers the headers, by which servers behind one address can be told apart
 * @param cost what it cost; its times are the probe's latency
 */
public record Probed(int status, String text, HttpHeaders headers, ExchangeCost cost) {
    /** Whether the status is 200. */
    public boolean ok() {
        return status == 200;
    }
}
