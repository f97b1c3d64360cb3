// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two text forms in which metrics are exposed, told apart by the content type of the answer. */
public enum ExpositionFormat {
    /** Prometheus text 0.0.4: times in milliseconds, no mark at the end. */
    TEXT,
    /** OpenMetrics 1.0 and 0.0.1: times in seconds, exemplars, {@code # EOF} as the last line. */
    OPEN_METRICS;

    /**
     * What a request accepts. The plain text comes first because there a server's own names stand: in OpenMetrics a counter must end
     * in {@code _total}, and client libraries append it.
     */
    static final String ACCEPT = "text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5";

    /**
     * The format a content type names, its parameters left aside; null where it is neither.
     *
     * @param contentType the header's value, such as {@code text/plain; version=0.0.4; charset=utf-8}
     */
    public static @Nullable ExpositionFormat of(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return switch (type.strip().toLowerCase(Locale.ROOT)) {
            case "text/plain" -> TEXT;
            case "application/openmetrics-text" -> OPEN_METRICS;
            default -> null;
        };
    }
}
