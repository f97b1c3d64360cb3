// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One series of a page. While the same reader meets it on page after page it hands out the same object.
 *
 * @param name the metric's name
 * @param labels values by name, in order of the names, escapes resolved; an empty value is the same as none and left out
 */
public record Series(String name, SortedMap<String, String> labels) {
    public Series {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** A series of a name and labels in any order. */
    public static Series of(String name, Map<String, String> labels) {
        return new Series(name, new TreeMap<>(labels));
    }

    /** The value of a label; empty where the series does not have it. */
    public String label(String labelName) {
        return labels.getOrDefault(labelName, "");
    }
}
