// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.util.Map;

/**
 * How pushing to one server is doing: a consistent copy.
 *
 * @param destination the server
 * @param sent alerts or annotations it has taken, each time they were told
 * @param failures requests that failed, by reason
 * @param dropped alerts or annotations given up before it had taken how they ended, and bursts of more signals than are followed
 * @param pending alerts or annotations it has not taken yet as they are now
 */
public record PushStatus(String destination, long sent, Map<String, Long> failures, long dropped, int pending) {
    public PushStatus {
        failures = Map.copyOf(failures);
    }
}
