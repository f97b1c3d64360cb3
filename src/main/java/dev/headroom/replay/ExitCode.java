// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

/** How a command ended, for the shell that started it: public and stable. */
enum ExitCode {
    /** All is well. */
    FINE(0),
    /** What {@code --fail-on} names was found, or a check failed. */
    FOUND(1),
    /** The command line or its input is wrong. */
    BAD_INPUT(2),
    /** It cannot run: I/O, permission. */
    CANNOT_RUN(3),
    /** Interrupted by the user; what was known was printed. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
