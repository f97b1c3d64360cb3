// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/** A source could not be read. The message names the file or address, what is wrong and what to do about it. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, in the words of the label {@code reason}. */
    public enum Reason {
        /** This system does not have it (no PSI, another cgroup version): not a fault. */
        ABSENT("absent"),
        /** Permission was refused. */
        DENIED("denied"),
        /** It was read and made no sense. */
        PARSE("parse"),
        /** The read failed. */
        FAILED("failed"),
        /** The read has not returned. */
        STUCK("stuck");

        private final String id;

        Reason(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    private final Reason reason;

    public SourceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public SourceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
