// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.net.URI;
import org.springframework.http.HttpStatus;

/** Why something that was posted is not taken in: the reason in the metrics, the kind in the problem detail, and the status. */
public enum Refusal {
    FOREIGN_ORIGIN("foreign-origin", HttpStatus.FORBIDDEN, "A browser sent this from another site"),
    FOREIGN_HOST("foreign-host", HttpStatus.FORBIDDEN, "This machine is addressed by a name that is not its own"),
    NO_CREDENTIALS("no-credentials", HttpStatus.UNAUTHORIZED, "Writing needs a token or a signature"),
    WRONG_TOKEN("wrong-token", HttpStatus.UNAUTHORIZED, "The token is not one of ours"),
    WRONG_SIGNATURE("wrong-signature", HttpStatus.UNAUTHORIZED, "The signature is not that of this body"),
    NO_SECRET("no-secret", HttpStatus.UNAUTHORIZED, "The signature cannot be checked"),
    OLD_SIGNATURE("old-signature", HttpStatus.UNAUTHORIZED, "The signature is not of this time"),
    TOO_MANY("too-many", HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    UNKNOWN_SOURCE("unknown-source", HttpStatus.NOT_FOUND, "No such webhook"),
    CONTENT_TYPE("content-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is of another type"),
    CONTENT_ENCODING("content-encoding", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is compressed"),
    TOO_LARGE("too-large", HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    TOO_SLOW("too-slow", HttpStatus.REQUEST_TIMEOUT, "The body took too long"),
    INCOMPLETE("incomplete", HttpStatus.BAD_REQUEST, "The body ended too soon"),
    BUSY("busy", HttpStatus.SERVICE_UNAVAILABLE, "Too many bodies are being read"),
    UNREADABLE("unreadable", HttpStatus.UNPROCESSABLE_CONTENT, "The body cannot be read"),
    INVALID_FIELD("invalid-field", HttpStatus.UNPROCESSABLE_CONTENT, "A field cannot be kept"),
    INVALID_KEY("invalid-key", HttpStatus.BAD_REQUEST, "The key of this request cannot be used"),
    KEY_REUSED("key-reused", HttpStatus.UNPROCESSABLE_CONTENT, "The key was used for another body"),
    NOT_KEPT("not-kept", HttpStatus.SERVICE_UNAVAILABLE, "The history cannot be written");

    private final String id;
    private final HttpStatus status;
    private final String title;

    Refusal(String id, HttpStatus status, String title) {
        this.id = id;
        this.status = status;
        this.title = title;
    }

    /** The public name. */
    public String id() {
        return id;
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }

    URI type() {
        return URI.create("urn:headroom:problem:" + id);
    }
}
