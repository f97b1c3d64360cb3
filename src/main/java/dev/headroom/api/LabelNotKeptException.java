// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import org.jspecify.annotations.Nullable;

/** What a person says of a burst could not be kept now. */
final class LabelNotKeptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;

    private LabelNotKeptException(ProblemType type, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.type = type;
    }

    static LabelNotKeptException open(String burst) {
        return new LabelNotKeptException(
                ProblemType.BURST_OPEN, "The burst '" + burst + "' goes on. Say what it was once it has ended.", null);
    }

    static LabelNotKeptException unwritable(Exception failure) {
        return new LabelNotKeptException(ProblemType.HISTORY_UNWRITABLE, String.valueOf(failure.getMessage()), failure);
    }

    ProblemType type() {
        return type;
    }
}
