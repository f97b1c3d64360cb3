// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

/** A recording is not what a recording must be. The message names the file, the line and what was expected. */
public final class RecordingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    /**
     * @param file the recording, as the user named it
     * @param line the line at fault, from 1; 0 where the recording as a whole is
     * @param problem what stands there and what was expected
     */
    public RecordingException(String file, long line, String problem) {
        super(line > 0 ? "%s: line %d: %s".formatted(file, line, problem) : "%s: %s".formatted(file, problem));
        this.file = file;
        this.line = line;
    }

    /** The recording, as the user named it; {@code -} for standard input. */
    public String file() {
        return file;
    }

    /** The line at fault, from 1; 0 where the recording as a whole is. */
    public long line() {
        return line;
    }
}
