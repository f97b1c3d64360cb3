// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.InvalidDeployException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tools whose webhooks are understood. */
public enum WebhookSource {
    CDEVENTS("cdevents", CdEventsWebhook::read),
    GITHUB("github", GitHubWebhook::read),
    GITLAB("gitlab", GitLabWebhook::read),
    ARGOCD("argocd", ArgoCdWebhook::read),
    FLUX("flux", FluxWebhook::read),
    SPINNAKER("spinnaker", SpinnakerWebhook::read),
    GRAFANA("grafana", GrafanaWebhook::read);

    /** The headers of a request. */
    @FunctionalInterface
    public interface Headers {
        /** The first value of a header, whatever the case of its name; null where there is none. */
        @Nullable
        String first(String name);
    }

    @FunctionalInterface
    private interface Form {
        Told read(Payload payload, Headers headers) throws InvalidDeployException;
    }

    private final String id;
    private final Form form;

    WebhookSource(String id, Form form) {
        this.id = id;
        this.form = form;
    }

    /** The name in paths, metrics and records. */
    public String id() {
        return id;
    }

    /** The source of this name. */
    public static Optional<WebhookSource> of(String id) {
        return Arrays.stream(values()).filter(source -> source.id.equals(id)).findFirst();
    }

    /**
     * Reads one request; a pure function of it.
     *
     * @throws InvalidDeployException when it tells of a deploy and lacks what is needed, or is no JSON
     */
    public Told read(byte[] body, Headers headers) throws InvalidDeployException {
        return form.read(Payload.read(body), headers);
    }
}
