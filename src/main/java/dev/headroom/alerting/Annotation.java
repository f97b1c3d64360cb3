// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time on Grafana's panels.
 *
 * @param id of the burst or the deploy it shows; one of the tags has it
 * @param timeMillis its start, milliseconds since the epoch
 * @param timeEndMillis its end; null while it has none
 * @param text what people read, as HTML
 */
record Annotation(String id, long timeMillis, @Nullable Long timeEndMillis, List<String> tags, String text) {
    Annotation {
        tags = List.copyOf(tags);
    }

    /** The tag that tells this annotation from all others. */
    static String idTag(String id) {
        return "headroom-id:" + id;
    }
}
