// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/bursts/{id}/steps}: what to do about a burst.
 *
 * @param runbook the name of the runbook of the alert that fits it
 * @param title the alert's name
 * @param url of the whole runbook, relative to the address of this Headroom
 * @param steps the first of its diagnosis, at most three
 */
record StepsRecord(String runbook, String title, String url, List<StepRecord> steps) {
    StepsRecord {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param text what to do, in plain words
     * @param command lines for a shell, with the names filled in that are known; words in capitals are left to be replaced. Null where
     *     there is none
     * @param query PromQL, one query to a paragraph; null where there is none
     */
    record StepRecord(
            String text, @Nullable String command, @Nullable String query) {}
}
