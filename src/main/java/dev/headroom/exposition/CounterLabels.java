// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import org.jspecify.annotations.Nullable;

/** The labels of a series that is met for the first time. */
public final class CounterLabels {
    private final CounterFamily family;
    private final Labels labels;

    /** Finds a label. */
    @FunctionalInterface
    private interface Labels {
        @Nullable
        String find(String name) throws ExpositionException;
    }

    private CounterLabels(CounterFamily family, Labels labels) {
        this.family = family;
        this.labels = labels;
    }

    /** The labels of a line; valid until the next one is parsed. */
    public static CounterLabels of(ExpositionLine line, CounterFamily family) {
        return new CounterLabels(family, name -> find(line, family, name));
    }

    /** The labels of a series on a page. */
    public static CounterLabels of(Series series, CounterFamily family) {
        return new CounterLabels(family, series.labels()::get);
    }

    private static @Nullable String find(ExpositionLine line, CounterFamily family, String name)
            throws ExpositionException {
        String value = null;
        boolean found = false;
        for (int i = 0; i < line.labels(); i++) {
            if (line.labelName(i).equals(name)) {
                if (found) {
                    throw new ExpositionException(
                            "the label %s stands twice in %s; expected it once".formatted(name, family.metric()));
                }
                found = true;
                value = line.labelValue(i);
            }
        }
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * The value of a label that must be there.
     *
     * @param expected what it says, for the message
     */
    public String required(String name, String expected) throws ExpositionException {
        String value = find(name);
        if (value == null) {
            throw new ExpositionException(
                    "%s without the label %s; expected %s".formatted(family.metric(), name, expected));
        }
        return value;
    }

    /** The value of a label, or null where it is missing or empty, which is the same to Prometheus. */
    public @Nullable String find(String name) throws ExpositionException {
        return labels.find(name);
    }
}
