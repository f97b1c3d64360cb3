// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.HistoryUnreadableException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers every failed request with a problem detail (RFC 9457), whatever the client accepts; a stack trace never leaves. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER_SECONDS = "10";

    /** What RFC 9457 gives where the status tells the kind of problem; written out, though it may be left out. */
    private static final URI STATUS_SAYS_ALL = URI.create("about:blank");

    @ExceptionHandler
    ResponseEntity<Object> invalidParameter(InvalidParameterException invalid) {
        ProblemDetail problem = invalid.type().problem(String.valueOf(invalid.getMessage()));
        problem.setProperty("parameter", invalid.parameter());
        problem.setProperty("value", invalid.value());
        problem.setProperty("accepted", invalid.accepted());
        problem.setProperty("remedy", invalid.remedy());
        return answer(problem, HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> notFound(NotFoundException notFound) {
        return answer(notFound.type().problem(String.valueOf(notFound.getMessage())), HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> invalidLabel(InvalidLabelException invalid) {
        ProblemDetail problem = ProblemType.INVALID_LABEL.problem(String.valueOf(invalid.getMessage()));
        problem.setProperty("field", invalid.field());
        problem.setProperty("accepted", invalid.accepted());
        return answer(problem, HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Object> labelNotKept(LabelNotKeptException notKept) {
        HttpHeaders later = new HttpHeaders();
        later.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return answer(notKept.type().problem(String.valueOf(notKept.getMessage())), later);
    }

    @ExceptionHandler
    ResponseEntity<Object> unreadable(HistoryUnreadableException unreadable) {
        HttpHeaders later = new HttpHeaders();
        later.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return answer(ProblemType.HISTORY_UNREADABLE.problem(String.valueOf(unreadable.getMessage())), later);
    }

    @ExceptionHandler
    ResponseEntity<Object> tooManyStreams(TooManyStreamsException full) {
        String remedy = "Close a page or a terminal that shows it, or try again in a while.";
        ProblemDetail problem = ProblemType.TOO_MANY_STREAMS.problem(full.getMessage() + " " + remedy);
        problem.setProperty("remedy", remedy);
        HttpHeaders later = new HttpHeaders();
        later.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return answer(problem, later);
    }

    /** A parameter that Tomcat could not decode. */
    @ExceptionHandler
    ResponseEntity<Object> undecodable(org.apache.tomcat.util.http.InvalidParameterException undecodable) {
        ProblemDetail problem = ProblemType.INVALID_PARAMETER.problem(
                "A parameter could not be decoded. Percent-encode its value as UTF-8, a percent sign itself as %25.");
        return answer(problem, HttpHeaders.EMPTY);
    }

    /** What nobody foresaw: logged with its stack trace under an id that the client is told. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unforeseen(Exception failure) {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return null;
        }
        String incident = UUID.randomUUID().toString();
        LOG.error("request failed, incident {}", incident, failure);
        ProblemDetail problem = ProblemType.INTERNAL.problem("The log of this Headroom has the reason under incident "
                + incident + ". Sampling goes on; try again, and report it if it stays.");
        problem.setProperty("incident", incident);
        return answer(problem, HttpHeaders.EMPTY);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return null;
        }
        ResponseEntity<Object> answer = super.handleExceptionInternal(failure, body, headers, status, request);
        if (answer == null || !(answer.getBody() instanceof ProblemDetail problem)) {
            return answer;
        }
        if (problem.getProperties() != null && problem.getProperties().containsKey("remedy")) {
            return answer(problem, headers);
        }
        String remedy = remedy(status, headers);
        problem.setDetail((problem.getDetail() == null ? "" : problem.getDetail() + " ") + remedy);
        problem.setProperty("remedy", remedy);
        return answer(problem, headers);
    }

    /** The problem of which only the status is known. */
    static ProblemDetail ofStatus(HttpStatusCode status) {
        String remedy = remedy(status, HttpHeaders.EMPTY);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, remedy);
        problem.setProperty("remedy", remedy);
        return problem;
    }

    private static String remedy(HttpStatusCode status, HttpHeaders headers) {
        return switch (status.value()) {
            case 404 -> "/v3/api-docs lists every path there is.";
            case 405 -> "Allowed here: " + String.join(", ", headers.getOrEmpty(HttpHeaders.ALLOW)) + ".";
            case 406 -> "Accepted is one of: " + String.join(", ", headers.getOrEmpty(HttpHeaders.ACCEPT)) + ".";
            case 413 -> "Send less: no body may have more than 1 MiB.";
            case 415 -> "Send no body, or one of the types that /v3/api-docs gives.";
            default ->
                status.is5xxServerError()
                        ? "Sampling goes on; try again later, the log of this Headroom has the reason."
                        : "See /v3/api-docs for what is accepted.";
        };
    }

    static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers) {
        if (problem.getType() == null) {
            problem.setType(STATUS_SAYS_ALL);
        }
        // set here, so that it is not negotiated: a client that accepts only HTML is told all the same
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
