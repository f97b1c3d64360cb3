// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

/**
 * A file of deploys says something that is none: the message names the file, the line, what was found and what was expected.
 *
 * <p>It is the user's input that is wrong, not the reading of it: a command answers it with exit code 2.
 */
public final class DeployFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long line;

    /**
     * Says what is wrong with one line.
     *
     * @param file the file as the user named it
     * @param line the line, counted from 1
     * @param problem what was found and what was expected
     */
    public DeployFormatException(String file, long line, String problem) {
        super(file + ", line " + line + ": " + problem);
        this.line = line;
    }

    /** The line, counted from 1. */
    public long line() {
        return line;
    }
}
