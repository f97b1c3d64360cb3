// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

/** The history cannot be written now. The message says where it is kept, what failed and what to do about it. */
public final class HistoryUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    HistoryUnavailableException(String message) {
        super(message);
    }

    public HistoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
