// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

/** The history cannot be read now. The message says where it is kept, what failed and what to do about it. */
public final class HistoryUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
