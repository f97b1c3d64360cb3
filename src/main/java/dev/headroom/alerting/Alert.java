// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One alert as it stands.
 *
 * @param labels name it: with the same labels it is the same alert, also after a restart
 * @param startsAt the onset of the first of its bursts
 * @param endsAt the end of the last of them once it is resolved; null while it fires
 * @param annotations what people are told
 * @param link where its longest burst is shown
 */
record Alert(
        Map<String, String> labels,
        Instant startsAt,
        @Nullable Instant endsAt,
        Map<String, String> annotations,
        String link) {
    static final String DEPLOY = "deploy";

    Alert {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** What is worth telling at once: lengths and counts that grow can wait until it is told again. */
    String stage() {
        return startsAt + " " + endsAt + " " + annotations.get(DEPLOY);
    }
}
