// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.util.Objects;

/** A command cannot do what was asked. The message is for the user: it names the thing, what was expected and the remedy. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The cause's message says it all. */
    CommandFailure(ExitCode exitCode, Throwable cause) {
        this(exitCode, words(cause), cause);
    }

    CommandFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What an exception says; its type where it says nothing. */
    static String words(Throwable problem) {
        return Objects.requireNonNullElse(problem.getMessage(), problem.toString());
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
