// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import dev.headroom.deploys.InvalidDeployException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Something that was posted is not taken in; answered as a problem detail. */
final class RefusedException extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    private RefusedException(Refusal refusal, ProblemDetail problem, @Nullable Throwable cause) {
        super(refusal.status(), problem, cause);
        this.refusal = refusal;
    }

    /**
     * A refusal.
     *
     * @param detail what is wrong with this request, a sentence
     * @param remedy what to do, a sentence
     */
    static RefusedException of(Refusal refusal, String detail, String remedy) {
        return of(refusal, detail, remedy, null);
    }

    static RefusedException of(Refusal refusal, String detail, String remedy, @Nullable Throwable cause) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(refusal.status(), detail + " " + remedy);
        problem.setType(refusal.type());
        problem.setTitle(refusal.title());
        problem.setProperty("remedy", remedy);
        RefusedException refused = new RefusedException(refusal, problem, cause);
        switch (refusal.status()) {
            case UNAUTHORIZED -> refused.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"headroom\"");
            case REQUEST_TIMEOUT -> refused.getHeaders().set(HttpHeaders.CONNECTION, "close");
            default -> {}
        }
        if (refusal == Refusal.CONTENT_ENCODING) {
            refused.getHeaders().set(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
        return refused;
    }

    /** A refusal for now. */
    static RefusedException later(Refusal refusal, String detail, Duration wait, @Nullable Throwable cause) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        RefusedException refused = of(refusal, detail, "Send the same again in " + seconds + " s.", cause);
        refused.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return refused;
    }

    /** What was sent is no word of a deploy. */
    static RefusedException invalid(InvalidDeployException invalid) {
        String field = invalid.field();
        RefusedException refused = of(
                field == null ? Refusal.UNREADABLE : Refusal.INVALID_FIELD,
                invalid.getMessage() + ".",
                "Nothing of this request was kept: correct it and send all of it again.",
                invalid);
        if (field != null) {
            refused.getBody().setProperty("field", field);
        }
        if (invalid.index() != null) {
            refused.getBody().setProperty("index", invalid.index());
        }
        return refused;
    }

    Refusal refusal() {
        return refusal;
    }
}
