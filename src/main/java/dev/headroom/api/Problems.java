// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

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

    @ExceptionHandler
    ResponseEntity<Object> invalidParameter(InvalidParameterException invalid) {
        ProblemDetail problem = invalid.type().problem(invalid.getMessage() + "");
        problem.setProperty("parameter", invalid.parameter());
        problem.setProperty("value", invalid.value());
        problem.setProperty("accepted", invalid.accepted());
        problem.setProperty("remedy", invalid.remedy());
        return answer(problem, new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> notFound(NotFoundException notFound) {
        return answer(notFound.type().problem(notFound.getMessage() + ""), new HttpHeaders());
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
        return answer(problem, new HttpHeaders());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> answer = super.handleExceptionInternal(failure, body, headers, status, request);
        return answer != null && answer.getBody() instanceof ProblemDetail problem ? answer(problem, headers) : answer;
    }

    private static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers) {
        // set here, so that it is not negotiated: a client that accepts only HTML is told all the same
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
