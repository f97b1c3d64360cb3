// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import dev.headroom.deploys.webhook.WebhookSource;
import java.util.Optional;

/**
 * Where a request is meant to go: a webhook, the plain endpoint, or another that writes.
 *
 * @param id its name in metrics and in the configuration of secrets; one of a closed set
 * @param webhook the form of the webhook; empty for other endpoints and for what is not known
 */
record Channel(String id, Optional<WebhookSource> webhook) {
    /** {@code POST /api/v1/deploys}. */
    static final Channel PLAIN = new Channel("plain", Optional.empty());

    /** Everything else that writes: people and their programs, who have tokens and no signatures. */
    static final Channel PEOPLE = new Channel("people", Optional.empty());

    /** A webhook that does not exist. */
    static final Channel OTHER = new Channel("other", Optional.empty());

    static Channel ofWebhook(String source) {
        return WebhookSource.of(source)
                .map(known -> new Channel(known.id(), Optional.of(known)))
                .orElse(OTHER);
    }
}
