// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.history.HistoryRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.convert.DurationStyle;

/**
 * The configuration cannot be used: which key, which value, what was expected, and what to do. Ends the start with exit code 2; with 3 where
 * its file cannot be read.
 */
final class BadConfiguration extends IllegalArgumentException implements ExitCodeGenerator {
    private static final long serialVersionUID = 1L;
    private static final int BAD_INPUT = 2;
    private static final int CANNOT_RUN = 3;

    private static final Pattern SECRET = Pattern.compile("(?i)(token|secret|password)(?!s?[-_.]?(file|directory))");

    private final String remedy;
    private final int exitCode;

    private BadConfiguration(String message, String remedy, @Nullable Throwable cause) {
        this(message, remedy, cause, BAD_INPUT);
    }

    private BadConfiguration(String message, String remedy, @Nullable Throwable cause, int exitCode) {
        super(message, cause);
        this.remedy = remedy;
        this.exitCode = exitCode;
    }

    /** Throws when a value is out of the range of its key. */
    static void require(boolean met, String key, Object value) {
        if (!met) {
            throw value(key, value, null);
        }
    }

    /** A value its key does not accept. */
    static BadConfiguration value(String key, @Nullable Object value, @Nullable Throwable cause) {
        return ConfigurationKey.of(key)
                .map(known -> new BadConfiguration(
                        key + " is '" + printable(key, value) + "', expected " + known.accepts() + ".",
                        "Set " + key + " to " + known.accepts() + ", for example " + known.example()
                                + ", or leave it out to have the default.",
                        cause))
                .orElseGet(() -> unknown(key, value));
    }

    /** A file that is no YAML, and where and why. */
    static BadConfiguration malformed(String file, String problem) {
        return new BadConfiguration(
                "The configuration in " + file + " is no YAML: " + problem.strip() + ".",
                "Correct it there; often a bracket, a quote, the depth of a line or an encoding other than UTF-8 is wrong.",
                null);
    }

    /** A file that is there and cannot be read. */
    static BadConfiguration unreadable(String file, IOException cause) {
        return new BadConfiguration(
                "The configuration in " + file + " cannot be read: " + cause.getMessage() + ".",
                "Let the user that Headroom runs as read it (chmod a+r); secrets go into files of their own.",
                cause,
                CANNOT_RUN);
    }

    /** What was asked for cannot be done here. */
    static BadConfiguration unusable(String message, String remedy, @Nullable Throwable cause) {
        return new BadConfiguration(message, remedy, cause);
    }

    /** A key that does not exist. */
    static BadConfiguration unknown(String key, @Nullable Object value) {
        return new BadConfiguration(
                key + " (set to '" + printable(key, value) + "') is not a key of Headroom.",
                "Remove it, or correct it to one of: " + ConfigurationKey.all() + ".",
                null);
    }

    /** A configuration that was refused where it was used. */
    static BadConfiguration refused(HistoryRefusedException refusal) {
        return new BadConfiguration(String.valueOf(refusal.getMessage()), refusal.remedy(), refusal);
    }

    /** What to do about it. */
    String remedy() {
        return remedy;
    }

    @Override
    public int getExitCode() {
        return exitCode;
    }

    /** A misspelt key of a secret still holds one. */
    private static String printable(String key, @Nullable Object value) {
        if (SECRET.matcher(key).find() && !(value instanceof Path)) {
            return "***";
        }
        String written =
                value instanceof Duration duration ? DurationStyle.SIMPLE.print(duration) : String.valueOf(value);
        String text = written.replaceAll("\\p{Cntrl}", "?");
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}
