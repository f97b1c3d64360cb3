// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The template that is shipped for Argo CD gives what is read of Argo CD. */
class ArgoCdTemplateTest {
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\{ *(.+?) *}}");

    /** What Argo CD puts in for each expression, at the end of a sync. */
    private static final Map<String, String> VALUES = Map.of(
            ".app.metadata.name | toJson", "\"checkout\"",
            ".app.metadata.namespace | toJson", "\"argocd\"",
            ".app.spec.destination.name | default .app.spec.destination.server | toJson",
                    "\"https://kubernetes.default.svc\"",
            ".app.spec.destination.namespace | toJson", "\"shop\"",
            ".app.status.operationState.phase | toJson", "\"Succeeded\"",
            ".app.status.health.status | toJson", "\"Healthy\"",
            ".app.status.operationState.startedAt | toJson", "\"2024-05-28T09:00:00Z\"",
            ".app.status.operationState.finishedAt | toJson", "\"2024-05-28T09:00:05Z\"",
            ".app.status.sync.revision | toJson", "\"279484c0\"",
            ".app.status.operationState.operation.initiatedBy.username | toJson", "null");

    private static Map<String, String> data() throws IOException {
        Map<String, Object> manifest = new Yaml().load(Files.readString(Path.of("config/argocd-notifications.yaml")));
        assertThat(manifest).containsEntry("kind", "ConfigMap");
        @SuppressWarnings("unchecked")
        Map<String, String> data = (Map<String, String>) Objects.requireNonNull(manifest.get("data"));
        return data;
    }

    private static String rendered() throws IOException {
        Map<String, Map<String, Map<String, String>>> template =
                new Yaml().load(Objects.requireNonNull(data().get("template.headroom")));
        Map<String, Map<String, String>> webhooks = Objects.requireNonNull(template.get("webhook"));
        Map<String, String> webhook = Objects.requireNonNull(webhooks.get("headroom"));
        String body = Objects.requireNonNull(webhook.get("body"));
        Matcher expression = EXPRESSION.matcher(body);
        return expression.replaceAll(found -> {
            String inside = found.group(1);
            String value = inside.contains(".time.Now") ? "2024-05-28T09:03:00Z" : VALUES.get(inside);
            assertThat(value).as("a value for {{%s}}", inside).isNotNull();
            return Matcher.quoteReplacement(Objects.requireNonNull(value));
        });
    }

    @Test
    void whatTheTemplateGivesIsADeploy() throws Exception {
        DeployReport report = WebhookSource.ARGOCD
                .read(rendered().getBytes(StandardCharsets.UTF_8), name -> null)
                .reports()
                .getFirst();

        assertThat(report.externalId()).isEqualTo("argocd/checkout@2024-05-28T09:00:00Z");
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(report.finishedAt()).isEqualTo(Instant.parse("2024-05-28T09:03:00Z"));
        assertThat(report.cluster()).isEqualTo("https://kubernetes.default.svc");
        assertThat(report.namespace()).isEqualTo("shop");
        assertThat(report.revision()).isEqualTo("279484c0");
        assertThat(report.actor()).isNull();
    }

    @Test
    void eachSyncIsToldOfHoweverOftenItsRevisionWasSynced() throws IOException {
        Map<String, String> data = data();
        assertThat(new TreeSet<>(data.keySet()))
                .contains(
                        "trigger.headroom-sync-running",
                        "trigger.headroom-sync-failed",
                        "trigger.headroom-sync-succeeded",
                        "trigger.headroom-deployed",
                        "service.webhook.headroom");
        data.forEach((key, value) -> {
            if (key.startsWith("trigger.")) {
                assertThat(value)
                        .as(key)
                        .contains("oncePer: app.status?.operationState?.startedAt", "send: [headroom]");
            }
        });
    }
}
