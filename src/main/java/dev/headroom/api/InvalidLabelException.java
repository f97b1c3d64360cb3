// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

/** What a person says of a burst cannot be kept. Says which field is wrong, and what is accepted. */
final class InvalidLabelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String accepted;

    /**
     * @param field its name; empty where the body as a whole cannot be read
     * @param accepted what is accepted, completing "accepted is ..."
     */
    InvalidLabelException(String field, String accepted) {
        super((field.isEmpty() ? "The body cannot be read" : "Field '" + field + "' cannot be kept") + "; accepted is "
                + accepted + ".");
        this.field = field;
        this.accepted = accepted;
    }

    String field() {
        return field;
    }

    String accepted() {
        return accepted;
    }
}
