// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

/** Is told now and then, on the reading thread, how far the reading of a recording has come. */
@FunctionalInterface
public interface ReadProgress {
    /** Tells nobody. */
    ReadProgress NONE = (readBytes, totalBytes, lines) -> {};

    /**
     * Called about every megabyte and at the end.
     *
     * @param readBytes bytes of the file read so far, as they lie on the disk; starts over where a recording that is not in order of
     *     time is read again
     * @param totalBytes the size of the file; -1 where it is not known (standard input)
     * @param lines lines parsed so far
     */
    void progress(long readBytes, long totalBytes, long lines);
}
