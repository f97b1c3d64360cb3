// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import java.util.Map;

/**
 * One rule of the file.
 *
 * @param group the group it stands in
 * @param record the name of what it records, "" for an alert
 * @param alert the alert's name, "" for a recording rule
 * @param expression its PromQL
 * @param comment the comment above it, in one line
 * @param keys all it sets, by key: for, keep_firing_for, labels and so on
 */
record Rule(
        String group,
        String record,
        String alert,
        String expression,
        String comment,
        Map<String, Object> keys,
        Map<String, String> annotations) {

    boolean isAlert() {
        return !alert.isEmpty();
    }

    /** Of an alert, else "". */
    String severity() {
        return keys.get("labels") instanceof Map<?, ?> labels ? String.valueOf(labels.get("severity")) : "";
    }

    @Override
    public String toString() {
        return isAlert() ? alert + " " + severity() : record;
    }
}
