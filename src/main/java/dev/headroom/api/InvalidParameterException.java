// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

/** A request's parameter cannot be used. Says which, what it was, what is accepted and what to do. */
final class InvalidParameterException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_VALUE_SHOWN = 120;

    private final ProblemType type;
    private final String parameter;
    private final String value;
    private final String accepted;
    private final String remedy;

    private InvalidParameterException(
            ProblemType type, String message, String parameter, String value, String accepted, String remedy) {
        super(message + "; accepted is " + accepted + ". " + remedy);
        this.type = type;
        this.parameter = shown(parameter);
        this.value = shown(value);
        this.accepted = accepted;
        this.remedy = remedy;
    }

    /**
     * A known parameter with a value that is not accepted.
     *
     * @param parameter its name
     * @param value what was sent; only its beginning is shown when it is long
     * @param accepted the range or form that is accepted, completing "accepted is ..."
     * @param remedy what to send instead, a sentence
     */
    static InvalidParameterException value(String parameter, String value, String accepted, String remedy) {
        return new InvalidParameterException(
                ProblemType.INVALID_PARAMETER,
                "Parameter '" + shown(parameter) + "' is '" + shown(value) + "'",
                parameter,
                value,
                accepted,
                remedy);
    }

    /** A parameter that the endpoint does not have. */
    static InvalidParameterException unknown(String parameter, String value, String accepted) {
        return new InvalidParameterException(
                ProblemType.UNKNOWN_PARAMETER,
                "Parameter '" + shown(parameter) + "' is not known here",
                parameter,
                value,
                accepted,
                "Leave it out, or correct its name.");
    }

    private static String shown(String text) {
        return text.length() <= MAX_VALUE_SHOWN ? text : text.substring(0, MAX_VALUE_SHOWN) + "...";
    }

    ProblemType type() {
        return type;
    }

    String parameter() {
        return parameter;
    }

    String value() {
        return value;
    }

    String accepted() {
        return accepted;
    }

    String remedy() {
        return remedy;
    }
}
