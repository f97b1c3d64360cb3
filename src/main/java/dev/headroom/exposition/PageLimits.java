// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/**
 * What a page may at most hold; more fails the page, never trims it. A line may always have at most {@value
 * ExpositionLines#MAX_LINE_BYTES} bytes.
 *
 * @param bytes bytes of the page after unpacking
 * @param lines lines, comments included
 * @param labels labels of one series
 * @param labelBytes bytes of one label's value
 * @param keptBytes bytes of the text of all series that were asked for: what bounds the memory of a page
 */
public record PageLimits(long bytes, long lines, int labels, int labelBytes, int keptBytes) {
    /** 64 MiB, 200,000 lines, 64 labels of 4 KiB, 4 MiB of them kept: far above any API server's page, far below the heap. */
    public static final PageLimits DEFAULT = new PageLimits(64L << 20, 200_000, 64, 4 << 10, 4 << 20);

    public PageLimits {
        if (bytes < 1 || lines < 1 || labels < 1 || labelBytes < 1 || keptBytes < 1) {
            throw new IllegalArgumentException(
                    "%d bytes, %d lines, %d labels, %d label bytes, %d kept bytes; expected each to be 1 or more"
                            .formatted(bytes, lines, labels, labelBytes, keptBytes));
        }
    }
}
