// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionException;
import dev.headroom.exposition.ExpositionLine;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The labels of a series that is met for the first time. Valid until the next line is parsed. */
final class RecordingLabels {
    private final ExpositionLine line;
    private final RecordingFamily family;

    RecordingLabels(ExpositionLine line, RecordingFamily family) {
        this.line = line;
        this.family = family;
    }

    /**
     * The value of a label that must be there.
     *
     * @param expected what it says, for the message
     */
    String required(byte[] name, String expected) throws ExpositionException {
        String value = find(name);
        if (value == null) {
            throw new ExpositionException("%s without the label %s; expected %s"
                    .formatted(family.metric(), new String(name, StandardCharsets.US_ASCII), expected));
        }
        return value;
    }

    /** The value of a label, or null where it is missing or empty, which is the same to Prometheus. */
    @Nullable
    String find(byte[] name) throws ExpositionException {
        String value = null;
        boolean found = false;
        for (int i = 0; i < line.labels(); i++) {
            if (line.labelIs(i, name)) {
                if (found) {
                    throw new ExpositionException("the label %s stands twice in %s; expected it once"
                            .formatted(new String(name, StandardCharsets.US_ASCII), family.metric()));
                }
                found = true;
                value = line.labelValue(i);
            }
        }
        return value == null || value.isEmpty() ? null : value;
    }
}
