// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import org.jspecify.annotations.Nullable;

/** The history must not be opened as it is configured, and waiting will not change that: the start has to end. */
public final class HistoryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param message which history, and what is wrong with it
     * @param remedy what to do about it
     */
    public HistoryRefusedException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
