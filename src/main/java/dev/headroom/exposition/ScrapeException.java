// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server was asked and gave nothing that can be used. The message names the address, what is wrong and what to do about it. */
public final class ScrapeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, in the words of the label {@code reason}: a closed set. */
    public enum Reason {
        /** The name has no address. */
        UNRESOLVED("unresolved"),
        /** The address is one that is never contacted (link-local, metadata service). */
        FORBIDDEN_ADDRESS("forbidden_address"),
        /** Nothing accepts connections there, or no route leads there. */
        REFUSED("refused"),
        /** The exchange was not over by its deadline. */
        TIMEOUT("timeout"),
        /** The connection could not be made safe; the message says which check failed. */
        TLS("tls"),
        /** A file with our own credentials cannot be read or used. */
        CREDENTIALS("credentials"),
        /** 401 or 403. */
        DENIED("denied"),
        /** 429 or a Retry-After: the server is left alone until then. */
        THROTTLED("throttled"),
        /** 3xx: redirects are not followed. */
        REDIRECT("redirect"),
        /** 5xx. */
        SERVER_ERROR("server_error"),
        /** Any other status but 200. */
        STATUS("status"),
        /** Neither Prometheus text nor OpenMetrics, or packed in an unknown way. */
        CONTENT_TYPE("content_type"),
        /** The body, a line, a label or the number of them passed a limit. */
        BODY_LIMIT("body_limit"),
        /** The answer broke off. */
        CUT("cut"),
        /** The body made no sense. */
        PARSE("parse");

        private final String id;

        Reason(String id) {
            this.id = id;
        }

        /** As in the label {@code reason}. */
        public String id() {
            return id;
        }
    }

    private final Reason reason;
    private final @Nullable ExchangeCost cost;
    private final @Nullable Duration retryAfter;

    ScrapeException(Reason reason, String message) {
        this(reason, message, null, null, null);
    }

    ScrapeException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, null, null);
    }

    private ScrapeException(
            Reason reason,
            String message,
            @Nullable Throwable cause,
            @Nullable ExchangeCost cost,
            @Nullable Duration retryAfter) {
        super(message, cause);
        this.reason = reason;
        this.cost = cost;
        this.retryAfter = retryAfter;
    }

    /** The same with what the exchange had cost when it failed, and how long the server is left alone. */
    ScrapeException with(ExchangeCost exchangeCost, @Nullable Duration pause) {
        ScrapeException same =
                new ScrapeException(reason, String.valueOf(getMessage()), getCause(), exchangeCost, pause);
        same.setStackTrace(getStackTrace());
        return same;
    }

    /** An answer that came whole and was none of those its server gives. */
    public static ScrapeException unreadable(String message) {
        return new ScrapeException(Reason.PARSE, message);
    }

    public Reason reason() {
        return reason;
    }

    /** What the failed exchange cost; {@link ExchangeCost#NONE} where the server was not contacted. */
    public ExchangeCost cost() {
        return cost == null ? ExchangeCost.NONE : cost;
    }

    /** How long the server is left alone from now on, because it asked for that; null where it did not. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
