// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.deploys.webhook.WebhookSource;
import dev.headroom.intake.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may tell of deploys, and which logs of deploys are followed.
 *
 * @param tokens Tokens that may write, each of 16 to 512 ASCII characters; two while one replaces the other. None, because without one only this machine may write, which is safe.
 * @param tokensFile File with such tokens, one a line, read anew when it changes. None by default; better than tokens, because neither the environment nor a list of processes shows a file.
 * @param webhookSecrets Secrets that requests are signed with, by source (plain, cdevents, github, gitlab, argocd, flux, spinnaker, grafana); two while one replaces the other. None, because each sender has to be given its own.
 * @param webhookSecretsDirectory Directory with a file for each source, named as it is, one secret a line, read anew when it changes. None by default; a mounted Kubernetes Secret has this form.
 * @param trustLoopback Whether a request from this very machine may write without a token or signature. On, so that one curl is enough to begin; set it to false behind a proxy on the same machine.
 * @param logFiles Up to 16 files with the lines of scap and helmfile that are followed; the history's directory keeps how far each was read. None, because only Wikimedia writes them.
 */
public record DeploysProperties(
        @DefaultValue List<Secret> tokens,
        @Nullable String tokensFile,
        @DefaultValue Map<String, List<Secret>> webhookSecrets,
        @Nullable String webhookSecretsDirectory,
        @DefaultValue("true") boolean trustLoopback,
        @DefaultValue List<String> logFiles) {
    private static final int MOST_LOG_FILES = 16;

    public DeploysProperties {
        tokens = List.copyOf(tokens);
        webhookSecrets = Map.copyOf(webhookSecrets);
        logFiles = List.copyOf(logFiles);
        for (String source : webhookSecrets.keySet()) {
            require(
                    source.equals("plain") || WebhookSource.of(source).isPresent(),
                    "headroom.deploys.webhook-secrets",
                    source);
        }
        require(logFiles.size() <= MOST_LOG_FILES, "headroom.deploys.log-files", logFiles);
        for (String file : logFiles) {
            require(isPath(file), "headroom.deploys.log-files", file);
        }
    }

    private static boolean isPath(String text) {
        return !text.isBlank() && text.indexOf('\0') < 0;
    }
}
