// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person says of the verdict on a burst, as users and their programs see it.
 *
 * @param label confirmed, wrong, or other where something else caused it
 * @param deploy the id of the deploy that the person says it was; null where none is named
 * @param note in the person's own words; null where there are none
 * @param at when it was said
 */
public record LabelRecord(
        String label, @Nullable String deploy, @Nullable String note, Instant at) {}
