// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/**
 * What a page held.
 *
 * @param lines its lines, comments included
 * @param bytes its bytes after unpacking
 * @param samples the samples handed on
 */
public record PageSummary(long lines, long bytes, int samples) {}
