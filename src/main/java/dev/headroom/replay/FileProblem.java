// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in words why a file cannot be read or written. */
final class FileProblem {
    private FileProblem() {}

    /** A file that was to be read and cannot be. */
    static CommandFailure reading(Path file, IOException problem) {
        String message = switch (problem) {
            case NoSuchFileException missing -> "%s does not exist; expected a file to read".formatted(file);
            case AccessDeniedException denied ->
                "%s may not be read by this user; give it permission to read, or run as another user".formatted(file);
            default ->
                Files.isDirectory(file)
                        ? "%s is a directory; name a file in it".formatted(file)
                        : "%s cannot be read: %s".formatted(file, problem.getMessage());
        };
        return new CommandFailure(ExitCode.CANNOT_RUN, message, problem);
    }

    /** A file that was to be written and cannot be; {@code -} is standard output. */
    static CommandFailure writing(String file, IOException problem) {
        String name = file.equals("-") ? "standard output" : file;
        String message = switch (problem) {
            case NoSuchFileException missing ->
                "%s cannot be made: its folder does not exist; make it first".formatted(name);
            case AccessDeniedException denied ->
                "%s may not be written by this user; name another file, or run as another user".formatted(name);
            default -> "%s cannot be written: %s".formatted(name, problem.getMessage());
        };
        return new CommandFailure(ExitCode.CANNOT_RUN, message, problem);
    }
}
