// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import org.jspecify.annotations.Nullable;

/** What was sent is no word of a deploy: the message says which field, what was found and what was expected. */
public final class InvalidDeployException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_SHOWN = 80;

    private final @Nullable String field;
    private final @Nullable Integer index;
    private final String problem;

    private InvalidDeployException(@Nullable String field, @Nullable Integer index, String problem) {
        super(index == null ? problem : "record " + index + ": " + problem);
        this.field = field;
        this.index = index;
        this.problem = problem;
    }

    /**
     * A field that says what it cannot, or is missing.
     *
     * @param field its name as the sender wrote it, with those it lies in: {@code deployment.id}
     * @param problem what was found and what was expected, naming the field
     */
    public static InvalidDeployException field(String field, String problem) {
        return new InvalidDeployException(field, null, problem);
    }

    /** Something that cannot be read at all. */
    public static InvalidDeployException unreadable(String problem) {
        return new InvalidDeployException(null, null, problem);
    }

    /** The same, of one record of several, counted from 0. */
    InvalidDeployException at(int recordIndex) {
        return new InvalidDeployException(field, recordIndex, problem);
    }

    /** The field that is wrong; null when the whole cannot be read. */
    public @Nullable String field() {
        return field;
    }

    /** Which record of several it is in, counted from 0; null where there is one only. */
    public @Nullable Integer index() {
        return index;
    }

    /** What was found and what was expected, without the record's index. */
    public String problem() {
        return problem;
    }

    /** The beginning of a text that was sent, fit for a message: one line without what a terminal or a page would obey. */
    public static String shown(String text) {
        String line = PlainText.cleaned(text);
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }
}
