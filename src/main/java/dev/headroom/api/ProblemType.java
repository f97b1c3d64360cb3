// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The kinds of problem that have a name of their own (RFC 9457, section 3.1.1); others are told by their status alone. */
enum ProblemType {
    INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "invalid-parameter", "A parameter cannot be used"),
    UNKNOWN_PARAMETER(HttpStatus.BAD_REQUEST, "unknown-parameter", "A parameter is not known here"),
    UNKNOWN_BURST(HttpStatus.NOT_FOUND, "unknown-burst", "No such burst"),
    UNKNOWN_DEPLOY(HttpStatus.NOT_FOUND, "unknown-deploy", "No such deploy"),
    SAMPLES_NOT_KEPT(HttpStatus.NOT_FOUND, "samples-not-kept", "The samples of this burst are no longer kept"),
    BURST_OPEN(HttpStatus.CONFLICT, "burst-open", "The burst still goes on"),
    INVALID_LABEL(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-label", "The label cannot be kept"),
    HISTORY_UNWRITABLE(HttpStatus.SERVICE_UNAVAILABLE, "history-unwritable", "The history cannot be written now"),
    HISTORY_UNREADABLE(HttpStatus.SERVICE_UNAVAILABLE, "history-unreadable", "The history cannot be read now"),
    TOO_MANY_STREAMS(HttpStatus.SERVICE_UNAVAILABLE, "too-many-streams", "No more streams can be opened now"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something failed inside Headroom");

    private final HttpStatus status;
    private final URI uri;
    private final String title;

    ProblemType(HttpStatus status, String name, String title) {
        this.status = status;
        this.uri = URI.create("urn:headroom:problem:" + name);
        this.title = title;
    }

    ProblemDetail problem(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(uri);
        problem.setTitle(title);
        return problem;
    }

    URI uri() {
        return uri;
    }
}
