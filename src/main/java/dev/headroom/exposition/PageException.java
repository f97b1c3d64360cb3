// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/** A page was not taken, and nothing of it was handed on. The message names the line, what stands there and what was expected. */
public final class PageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final boolean limit;

    PageException(long line, String problem, boolean limit) {
        super("line %d: %s".formatted(line, problem));
        this.line = line;
        this.limit = limit;
    }

    /** The number of the line, from 1. */
    public long line() {
        return line;
    }

    /** Whether a limit was passed, rather than a rule of the format broken. */
    public boolean isLimit() {
        return limit;
    }
}
