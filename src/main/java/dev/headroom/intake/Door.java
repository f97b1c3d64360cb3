// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Decides who may write. A token, or a signature over the body, or a request from this very machine; and whatever is presented has to
 * be right, from wherever it comes. Thread safe.
 */
final class Door {
    static final String WEBHOOK_ID = "webhook-id";

    private static final Duration SIGNATURE_LASTS = Duration.ofMinutes(5);
    private static final String BEARER = "Bearer ";
    private static final String SIGNATURE_REMEDY =
            "Sign the bytes of the body with HMAC-SHA256 and a secret of this source, and send X-Hub-Signature-256 or X-Signature:"
                    + " sha256=<hex>, or the headers of Standard Webhooks.";

    private final Secrets secrets;
    private final boolean trustsLoopback;
    private final InstantSource clock;

    /** @param trustsLoopback whether a request from this machine may write without a proof */
    Door(Secrets secrets, boolean trustsLoopback, InstantSource clock) {
        this.secrets = secrets;
        this.trustsLoopback = trustsLoopback;
        this.clock = clock;
    }

    /**
     * Judges by the head of a request.
     *
     * @return a signature that is still to be held against the body; empty where nothing is left to prove
     * @throws RefusedException when it may not write
     */
    Optional<Signature> admit(Channel channel, Sender sender) {
        if (sender.isForeignPage()) {
            throw RefusedException.of(
                    Refusal.FOREIGN_ORIGIN,
                    "A page of another site may not write here.",
                    "Send it from a program instead of a browser's page.");
        }
        Optional<Signature> signature = signature(channel, sender);
        boolean known = hasToken(channel, sender);
        if (signature.isEmpty() && !known) {
            requireTrusted(sender);
        }
        return signature;
    }

    /** Holds a signature against the body. */
    void check(Channel channel, Signature signature, byte[] body) {
        if (!signature.isOf(body, secrets.signing(channel.id()))) {
            throw RefusedException.of(
                    Refusal.WRONG_SIGNATURE, "The signature is not that of this body.", SIGNATURE_REMEDY);
        }
    }

    private void requireTrusted(Sender sender) {
        boolean local = trustsLoopback && sender.isLocal();
        if (local && sender.namesLoopback()) {
            return;
        }
        if (local) {
            throw RefusedException.of(
                    Refusal.FOREIGN_HOST,
                    "From this machine, a request without a token has to name it localhost, 127.0.0.1 or [::1].",
                    "Use one of these names, or send a token.");
        }
        throw RefusedException.of(
                Refusal.NO_CREDENTIALS,
                "Writing from another machine needs a token or a signature.",
                "Send 'Authorization: Bearer' with a token of headroom.deploys.tokens, or sign the body with the secret of this"
                        + " source.");
    }

    private boolean hasToken(Channel channel, Sender sender) {
        String authorization = sender.header(HttpHeaders.AUTHORIZATION);
        String gitLab = channel.id().equals("gitlab") ? sender.header("X-Gitlab-Token") : null;
        if (authorization != null) {
            boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
            requireKnown(bearer ? authorization.substring(BEARER.length()).strip() : null, secrets.tokens());
        }
        if (gitLab != null) {
            requireKnown(gitLab, secrets.signing(channel.id()));
        }
        return authorization != null || gitLab != null;
    }

    private static void requireKnown(@Nullable String token, List<Secret> known) {
        boolean right = false;
        for (Secret secret : known) {
            right |= token != null && secret.is(token);
        }
        if (!right) {
            throw RefusedException.of(
                    Refusal.WRONG_TOKEN,
                    "The token that was sent is not one of those configured.",
                    "Check headroom.deploys.tokens or tokens-file, for GitLab the secret of its webhook.");
        }
    }

    private Optional<Signature> signature(Channel channel, Sender sender) {
        Optional<Signature> sent = sentSignature(sender);
        if (sent.isPresent() && channel.equals(Channel.PEOPLE)) {
            throw RefusedException.of(
                    Refusal.NO_SECRET, "Only word of deploys can be signed.", "Send a token instead of a signature.");
        }
        if (sent.isPresent() && secrets.signing(channel.id()).isEmpty()) {
            throw RefusedException.of(
                    Refusal.NO_SECRET,
                    "The request is signed, and no secret is configured to check that with.",
                    "Set headroom.deploys.webhook-secrets." + channel.id() + " to the secret it is signed with.");
        }
        return sent;
    }

    private Optional<Signature> sentSignature(Sender sender) {
        String standard = sender.header("webhook-signature");
        if (standard != null) {
            String id = sender.header(WEBHOOK_ID);
            String timestamp = sender.header("webhook-timestamp");
            requireRecent(timestamp);
            return Optional.of(Signature.ofStandardWebhook(String.valueOf(id), String.valueOf(timestamp), standard));
        }
        for (String name : List.of("X-Hub-Signature-256", "X-Signature", "X-Hub-Signature")) {
            String hex = sender.header(name);
            if (hex != null) {
                return Optional.of(Signature.ofHex(hex));
            }
        }
        return Optional.empty();
    }

    private void requireRecent(@Nullable String timestamp) {
        boolean recent = false;
        if (timestamp != null && timestamp.matches("\\d{1,12}")) {
            Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
            recent = age.abs().compareTo(SIGNATURE_LASTS) <= 0;
        }
        if (!recent) {
            throw RefusedException.of(
                    Refusal.OLD_SIGNATURE,
                    "webhook-timestamp is not within 5 minutes of this machine's clock.",
                    "Sign each delivery anew, and check both clocks.");
        }
    }
}
