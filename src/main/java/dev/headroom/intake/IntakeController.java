// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes word of deploys: as records or lines, and as the webhooks of deploy tools. {@link Gate} has seen each request before. */
@RestController
class IntakeController {
    private static final int LONGEST_KEY = 256;

    private final Gate gate;
    private final Intake intake;
    private final Deliveries deliveries;

    IntakeController(Gate gate, Intake intake, Deliveries deliveries) {
        this.gate = gate;
        this.intake = intake;
        this.deliveries = deliveries;
    }

    /** Canonical records as JSON, or lines of scap and helmfile as plain text. */
    @PostMapping(path = Gate.DEPLOYS, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<IntakeAnswer> deploys(HttpServletRequest request) {
        boolean lines = Gate.isText(request);
        return answer(request, Channel.PLAIN, body -> lines ? intake.lines(body) : intake.records(body));
    }

    /** What the tool of this name sends. */
    @PostMapping(path = "/api/v1/webhooks/{source}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<IntakeAnswer> webhook(@PathVariable String source, HttpServletRequest request) {
        Channel channel = Channel.ofWebhook(source);
        return answer(
                request, channel, body -> intake.webhook(channel.webhook().orElseThrow(), body, request::getHeader));
    }

    private ResponseEntity<IntakeAnswer> answer(
            HttpServletRequest request, Channel channel, Function<byte[], IntakeAnswer> take) {
        byte[] body = gate.body(request, channel);
        String chosen = request.getHeader("Idempotency-Key");
        String key = chosen == null ? deliveryId(request) : chosen;
        if (key == null) {
            return answer(gate.charged(request, channel, take.apply(body)));
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw RefusedException.of(
                    Refusal.INVALID_KEY,
                    "The key of this request has " + key.length() + " characters; expected 1 to " + LONGEST_KEY + ".",
                    "Send a UUID, say.");
        }
        Deliveries.Answered answered =
                deliveries.once(channel.id() + " " + key, body, () -> gate.charged(request, channel, take.apply(body)));
        boolean sameAgain = answered.repeated() && chosen == null;
        return answer(sameAgain ? answered.answer().repeated() : answered.answer());
    }

    private static @Nullable String deliveryId(HttpServletRequest request) {
        String gitHub = request.getHeader("X-GitHub-Delivery");
        return gitHub == null ? request.getHeader(Door.WEBHOOK_ID) : gitHub;
    }

    private static ResponseEntity<IntakeAnswer> answer(IntakeAnswer answer) {
        return ResponseEntity.status(answer.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(answer);
    }
}
