// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import org.jspecify.annotations.Nullable;

/**
 * What the service takes of the machine it runs on.
 *
 * @param cpuSeconds CPU time since it started; null where the system does not tell
 * @param residentBytes memory it occupies; null where the system does not tell
 */
public record ProcessCost(
        @Nullable Double cpuSeconds, @Nullable Long residentBytes) {}
