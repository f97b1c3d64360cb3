// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.InvalidDeployException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each tool sends, and what is understood of it. */
class WebhookFormsTest {
    private static final Instant NINE = Instant.parse("2024-05-28T09:00:00Z");

    private static Told read(WebhookSource source, String body) throws InvalidDeployException {
        return read(source, body, null);
    }

    private static Told read(WebhookSource source, String body, @Nullable String event) throws InvalidDeployException {
        return source.read(body.getBytes(StandardCharsets.UTF_8), name -> name.equals("X-GitHub-Event") ? event : null);
    }

    private static DeployReport only(Told told) {
        assertThat(told.ignored()).isNull();
        assertThat(told.reports()).hasSize(1);
        return told.reports().getFirst();
    }

    private static void isIgnored(Told told, String why) {
        assertThat(told.reports()).isEmpty();
        assertThat(told.ignored()).contains(why);
    }

    // CDEvents

    private static String cdEvent(String type) {
        return """
                {"context":{"specversion":"0.5.0","id":"271069a8-fc18-44f1-b38f-9d70a1695819","source":"/ci/cd-prod",
                  "type":"%s","timestamp":"2024-05-28T11:00:00+02:00"},
                 "subject":{"id":"shop/checkout","source":"/k8s/prod",
                  "content":{"environment":{"id":"prod-eu","source":"/k8s"},"artifactId":"pkg:oci/checkout@sha256:0b31b1c02ff458ad9b7b"}}}
                """.formatted(type);
    }

    @ParameterizedTest
    @CsvSource({
        "dev.cdevents.service.deployed.0.1.1, SUCCEEDED",
        "dev.cdevents.service.upgraded.0.3.0, SUCCEEDED",
        "dev.cdevents.service.removed.0.2.0-draft, SUCCEEDED",
        "dev.cdevents.service.published.0.2.0, SUCCEEDED",
        "dev.cdevents.service.rolledback.0.2.0, ROLLED_BACK",
    })
    void aCdEventOfAServiceIsADeployKnownAtItsEnd(String type, Phase phase) throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.CDEVENTS, cdEvent(type)));

        assertThat(report.source()).isEqualTo("cdevents");
        assertThat(report.externalId()).isEqualTo("271069a8-fc18-44f1-b38f-9d70a1695819");
        assertThat(report.phase()).isEqualTo(phase);
        assertThat(report.startedAt()).isEqualTo(NINE);
        assertThat(report.finishedAt()).isEqualTo(NINE);
        assertThat(report.cluster()).isEqualTo("prod-eu");
        assertThat(report.name()).isEqualTo("shop/checkout");
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.revision()).isEqualTo("pkg:oci/checkout@sha256:0b31b1c02ff458ad9b7b");
    }

    @Test
    void structuredBinaryAndBatchedCdEventsTellTheSame() throws InvalidDeployException {
        String event = cdEvent("dev.cdevents.service.deployed.0.1.1");
        String structured = """
                {"specversion":"1.0","id":"271069a8","source":"/ci","type":"dev.cdevents.service.deployed.0.1.1",
                 "datacontenttype":"application/json","data":%s}""".formatted(event);

        DeployReport binary = only(read(WebhookSource.CDEVENTS, event));

        assertThat(only(read(WebhookSource.CDEVENTS, structured))).isEqualTo(binary);
        assertThat(read(WebhookSource.CDEVENTS, "[" + structured + "," + structured + "]")
                        .reports())
                .containsExactly(binary, binary);
    }

    @Test
    void aCdEventOfAnotherSubjectIsIgnored() throws InvalidDeployException {
        isIgnored(read(WebhookSource.CDEVENTS, cdEvent("dev.cdevents.pipelinerun.started.0.2.0")), "pipelinerun");
        isIgnored(read(WebhookSource.CDEVENTS, cdEvent("dev.cdevents.service.deployedness.1")), "deployedness");
    }

    // GitHub

    private static String gitHub(String state) {
        return """
                {"action":"created",
                 "deployment_status":{"id":7741281,"state":"%s","environment":"production","created_at":"2024-05-28T09:04:30Z"},
                 "deployment":{"id":145988746,"sha":"a10867b14bb761a232cd80139fbd4c0d33264240","ref":"main","task":"deploy",
                   "environment":"production","created_at":"2024-05-28T09:00:00Z","creator":{"login":"octocat","id":1}},
                 "repository":{"id":35129377,"full_name":"octo-org/checkout"}}
                """.formatted(state);
    }

    @ParameterizedTest
    @CsvSource({
        "in_progress, STARTED, 2024-05-28T09:04:30Z,",
        "success, SUCCEEDED, 2024-05-28T09:00:00Z, 2024-05-28T09:04:30Z",
        "failure, FAILED, 2024-05-28T09:00:00Z, 2024-05-28T09:04:30Z",
        "error, FAILED, 2024-05-28T09:00:00Z, 2024-05-28T09:04:30Z",
    })
    void aStateOfGitHubIsAPhase(String state, Phase phase, Instant start, @Nullable Instant end)
            throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.GITHUB, gitHub(state), "deployment_status"));

        assertThat(report.externalId()).isEqualTo("145988746");
        assertThat(report.phase()).isEqualTo(phase);
        assertThat(report.startedAt()).isEqualTo(start);
        assertThat(report.finishedAt()).isEqualTo(end);
        assertThat(report.cluster()).isEqualTo("production");
        assertThat(report.name()).isEqualTo("octo-org/checkout");
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.revision()).isEqualTo("a10867b14bb761a232cd80139fbd4c0d33264240");
        assertThat(report.actor()).isEqualTo("octocat");
        assertThat(report.kind()).isEqualTo("deploy");
    }

    @ParameterizedTest
    @CsvSource({"pending", "queued", "inactive", "waiting"})
    void aStateOfGitHubInWhichNothingChangesIsIgnored(String state) throws InvalidDeployException {
        isIgnored(read(WebhookSource.GITHUB, gitHub(state), "deployment_status"), "'" + state + "'");
    }

    @Test
    void anotherEventOfGitHubIsIgnoredWhateverItHolds() throws InvalidDeployException {
        isIgnored(read(WebhookSource.GITHUB, "{\"zen\":\"Keep it logically awesome.\"}", "ping"), "'ping'");
        isIgnored(read(WebhookSource.GITHUB, "{}"), "without a name");
    }

    // GitLab

    private static String gitLab(String status, String time) {
        return """
                {"object_kind":"deployment","status":"%s","status_changed_at":"%s","deployment_id":15,"deployable_id":796,
                 "environment":"staging","environment_tier":"staging",
                 "project":{"id":30,"name":"Checkout","path_with_namespace":"shop/backend/checkout"},
                 "short_sha":"279484c0","user":{"id":1,"name":"Administrator","username":"root"},"ref":"main"}
                """.formatted(status, time);
    }

    @ParameterizedTest
    @CsvSource({
        "running, STARTED, false",
        "success, SUCCEEDED, true",
        "failed, FAILED, true",
        "canceled, FAILED, true",
    })
    void aStatusOfGitLabIsAPhase(String status, Phase phase, boolean ended) throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.GITLAB, gitLab(status, "2024-05-28 17:00:00 +0800")));

        assertThat(report.externalId()).isEqualTo("15");
        assertThat(report.phase()).isEqualTo(phase);
        assertThat(report.startedAt()).isEqualTo(NINE);
        assertThat(report.finishedAt()).isEqualTo(ended ? NINE : null);
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.name()).isEqualTo("shop/backend/checkout");
        assertThat(report.cluster()).isEqualTo("staging");
        assertThat(report.revision()).isEqualTo("279484c0");
        assertThat(report.actor()).isEqualTo("root");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-28 09:00:00 UTC",
        "2024-05-28 11:00:00 +02:00",
        "2024-05-28T09:00:00Z",
        "2024-05-28T09:00:00.000+00:00"
    })
    void theTimesOfEveryGitLabAreRead(String time) throws InvalidDeployException {
        assertThat(only(read(WebhookSource.GITLAB, gitLab("running", time))).startedAt())
                .isEqualTo(NINE);
    }

    @Test
    void whatIsNoDeployOfGitLabIsIgnored() throws InvalidDeployException {
        isIgnored(read(WebhookSource.GITLAB, gitLab("created", "2024-05-28 09:00:00 UTC")), "'created'");
        isIgnored(read(WebhookSource.GITLAB, "{\"object_kind\":\"pipeline\"}"), "'pipeline'");
    }

    // Argo CD: ArgoCdTemplateTest renders the template that is shipped

    private static String argo(String phase, String health) {
        return """
                {"app":"checkout","appNamespace":"argocd","cluster":"https://kubernetes.default.svc","namespace":"shop","phase":"%s",
                 "health":"%s","startedAt":"2024-05-28T09:00:00Z","finishedAt":%s,"healthyAt":"2024-05-28T09:03:00Z",
                 "revision":"279484c0","initiatedBy":null}
                """.formatted(phase, health, phase.equals("Running") ? "null" : "\"2024-05-28T09:00:05Z\"");
    }

    @ParameterizedTest
    @CsvSource({
        "Running, Progressing, STARTED,",
        "Succeeded, Progressing, STARTED,",
        "Succeeded, Healthy, SUCCEEDED, 2024-05-28T09:03:00Z",
        "Failed, Degraded, FAILED, 2024-05-28T09:00:05Z",
        "Error, Healthy, FAILED, 2024-05-28T09:00:05Z",
    })
    void aSyncOfArgoCdEndsWhenTheApplicationIsHealthy(String phase, String health, Phase told, @Nullable Instant end)
            throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.ARGOCD, argo(phase, health)));

        assertThat(report.externalId()).isEqualTo("argocd/checkout@2024-05-28T09:00:00Z");
        assertThat(report.phase()).isEqualTo(told);
        assertThat(report.startedAt()).isEqualTo(NINE);
        assertThat(report.finishedAt()).isEqualTo(end);
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.namespace()).isEqualTo("shop");
        assertThat(report.actor()).isNull();
    }

    @Test
    void aPhaseOfArgoCdThatIsNeitherStartNorEndIsIgnored() throws InvalidDeployException {
        isIgnored(read(WebhookSource.ARGOCD, argo("Terminating", "Missing")), "'Terminating'");
    }

    // Flux

    private static String flux(String kind, String reason) {
        return """
                {"involvedObject":{"kind":"%s","namespace":"shop","name":"checkout","uid":"7d0cdc51-ddcf-4743-b223-83ca5c699632",
                   "apiVersion":"helm.toolkit.fluxcd.io/v2"},
                 "severity":"info","timestamp":"2024-05-28T09:00:00Z","message":"Helm upgrade succeeded","reason":"%s",
                 "metadata":{"%s.toolkit.fluxcd.io/revision":"6.5.4","summary":"prod"},
                 "reportingController":"helm-controller","reportingInstance":"helm-controller-7f6"}
                """.formatted(kind, reason, kind.equals("HelmRelease") ? "helm" : "kustomize");
    }

    @ParameterizedTest
    @CsvSource({
        "HelmRelease, InstallSucceeded, SUCCEEDED",
        "HelmRelease, UpgradeSucceeded, SUCCEEDED",
        "HelmRelease, UninstallSucceeded, SUCCEEDED",
        "HelmRelease, RollbackSucceeded, ROLLED_BACK",
        "HelmRelease, InstallFailed, FAILED",
        "HelmRelease, UpgradeFailed, FAILED",
        "HelmRelease, RollbackFailed, FAILED",
        "HelmRelease, UninstallFailed, FAILED",
        "Kustomization, Progressing, STARTED",
        "Kustomization, ReconciliationSucceeded, SUCCEEDED",
        "Kustomization, HealthCheckFailed, FAILED",
    })
    void aReasonOfFluxIsAPhase(String kind, String reason, Phase phase) throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.FLUX, flux(kind, reason)));

        assertThat(report.phase()).isEqualTo(phase);
        assertThat(report.startedAt()).isEqualTo(NINE);
        assertThat(report.finishedAt()).isEqualTo(phase == Phase.STARTED ? null : NINE);
        assertThat(report.namespace()).isEqualTo("shop");
        assertThat(report.kind()).isEqualTo(kind);
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.revision()).isEqualTo("6.5.4");
        assertThat(report.externalId())
                .isEqualTo(kind + "/shop/checkout@" + (kind.equals("HelmRelease") ? NINE.toString() : "6.5.4"));
    }

    @Test
    void otherEventsOfFluxAreIgnored() throws InvalidDeployException {
        isIgnored(read(WebhookSource.FLUX, flux("GitRepository", "NewArtifact")), "GitRepository");
        isIgnored(read(WebhookSource.FLUX, flux("HelmRelease", "DependencyNotReady")), "DependencyNotReady");
    }

    // Spinnaker

    private static String spinnaker(String type) {
        return """
                {"details":{"source":"orca","type":"%s","created":"1716887110000","organization":null,"application":"checkout",
                   "requestHeaders":{}},
                 "content":{"executionId":"01HZ0","execution":{"id":"01HZ0","name":"Deploy to prod","status":"RUNNING",
                   "startTime":1716886800000,"endTime":%s,"authentication":{"user":"jane@example.org"},"stages":[]}},
                 "eventId":"4e6f"}
                """.formatted(type, type.endsWith("starting") ? "null" : "1716887100000");
    }

    @ParameterizedTest
    @CsvSource({
        "orca:pipeline:starting, STARTED,",
        "orca:pipeline:complete, SUCCEEDED, 2024-05-28T09:05:00Z",
        "orca:pipeline:failed, FAILED, 2024-05-28T09:05:00Z",
    })
    void aPipelineOfSpinnakerIsADeploy(String type, Phase phase, @Nullable Instant end) throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.SPINNAKER, spinnaker(type)));

        assertThat(report.externalId()).isEqualTo("01HZ0");
        assertThat(report.phase()).isEqualTo(phase);
        assertThat(report.startedAt()).isEqualTo(NINE);
        assertThat(report.finishedAt()).isEqualTo(end);
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.name()).isEqualTo("Deploy to prod");
        assertThat(report.actor()).isEqualTo("jane@example.org");
    }

    @Test
    void stagesAndTasksOfSpinnakerAreIgnored() throws InvalidDeployException {
        isIgnored(read(WebhookSource.SPINNAKER, spinnaker("orca:stage:complete")), "orca:stage:complete");
    }

    // Grafana

    @Test
    void anAnnotationWithAnEndIsADeploy() throws InvalidDeployException {
        DeployReport report = only(read(WebhookSource.GRAFANA, """
                {"dashboardUID":"jcIIG-07z","time":1716886800000,"timeEnd":1716887100000,
                 "tags":["deploy","app:checkout","namespace=shop","revision:v1.2.3","actor:jane"],"text":"Checkout v1.2.3"}"""));

        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(report.startedAt()).isEqualTo(NINE);
        assertThat(report.finishedAt()).isEqualTo(NINE.plusSeconds(300));
        assertThat(report.app()).isEqualTo("checkout");
        assertThat(report.namespace()).isEqualTo("shop");
        assertThat(report.revision()).isEqualTo("v1.2.3");
        assertThat(report.actor()).isEqualTo("jane");
        assertThat(report.externalId()).hasSize(26);
    }

    @Test
    void theStartAndTheEndOfOneAnnotationAreOneDeploy() throws InvalidDeployException {
        String form = "{\"time\":1716886800000,\"timeEnd\":%s,\"tags\":[\"app:web\",\"phase:%s\"],\"text\":\"v2\"}";

        DeployReport started = only(read(WebhookSource.GRAFANA, form.formatted("null", "started")));
        DeployReport failed = only(read(WebhookSource.GRAFANA, form.formatted("1716887100000", "failed")));

        assertThat(started.phase()).isEqualTo(Phase.STARTED);
        assertThat(started.finishedAt()).isNull();
        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.externalId()).isEqualTo(started.externalId());
    }

    @Test
    void anAnnotationOfOneMomentHasEndedAndOursAreNotReadBack() throws InvalidDeployException {
        assertThat(only(read(WebhookSource.GRAFANA, "{\"time\":1716886800000,\"text\":\"deployed\"}"))
                        .finishedAt())
                .isEqualTo(NINE);
        isIgnored(read(WebhookSource.GRAFANA, "{\"time\":1716886800000,\"tags\":[\"headroom\"]}"), "own");
    }

    // What they have in common

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CDEVENTS  | {\"context\":{\"type\":\"dev.cdevents.service.deployed.0.1.1\",\"id\":\"1\"},\"subject\":{\"id\":\"a\"}} | context.timestamp",
                "CDEVENTS  | {\"specversion\":\"1.0\"} | context.type",
                "GITHUB    | {\"deployment_status\":{\"state\":\"success\"}} | deployment_status.created_at",
                "GITHUB    | {\"deployment_status\":{\"state\":{\"a\":1}}} | deployment_status.state",
                "GITLAB    | {\"object_kind\":\"deployment\",\"status\":\"running\",\"deployment_id\":1,\"project\":{\"path_with_namespace\":\"a/b\"},\"status_changed_at\":\"yesterday\"} | status_changed_at",
                "GITLAB    | {\"object_kind\":\"deployment\",\"status\":\"running\"} | project.path_with_namespace",
                "ARGOCD    | {\"phase\":\"Running\",\"app\":\"a\",\"startedAt\":\"9999-99-01T00:00:00Z\"} | startedAt",
                "ARGOCD    | {\"phase\":\"Failed\",\"app\":\"a\",\"startedAt\":\"2024-05-28T09:00:00Z\"} | finishedAt",
                "FLUX      | {\"reason\":\"UpgradeSucceeded\",\"involvedObject\":{\"kind\":\"HelmRelease\"}} | involvedObject.name",
                "SPINNAKER | {\"details\":{\"type\":\"orca:pipeline:complete\",\"created\":\"soon\"}} | details.created",
                "SPINNAKER | {\"details\":{\"type\":\"orca:pipeline:complete\",\"application\":\"a\"}} | details.created",
                "GRAFANA   | {\"text\":\"no time\"} | time",
                "GRAFANA   | {\"time\":1716886800000,\"tags\":[1]} | tags",
                "GRAFANA   | {\"time\":1716886800000,\"tags\":[\"phase:maybe\"]} | tags",
            })
    void whatAnEventLacksIsNamedWithItsWholePath(WebhookSource source, String body, String field) {
        assertThatThrownBy(() -> read(source, body)).isInstanceOfSatisfying(InvalidDeployException.class, invalid -> {
            assertThat(invalid.field()).isEqualTo(field);
            assertThat(invalid.problem()).contains(field);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "nonsense", "17", "\"text\"", "{\"a\":1} {\"b\":2}", "{\"a\":"})
    void aBodyThatIsNoJsonObjectIsUnreadable(String body) {
        for (WebhookSource source : WebhookSource.values()) {
            assertThatThrownBy(() -> read(source, body, "deployment_status"))
                    .as("%s", source)
                    .isInstanceOfSatisfying(
                            InvalidDeployException.class,
                            invalid -> assertThat(invalid.field())
                                    .satisfiesAnyOf(
                                            field -> assertThat(field).isNull(),
                                            field -> assertThat(field).isNotBlank()));
        }
    }

    @Test
    void freeTextIsCleanedAndNothingElseIsChanged() throws InvalidDeployException {
        DeployReport report = only(read(
                WebhookSource.GITHUB,
                gitHub("success").replace("\"octocat\"", "\"Jane <jane@example.org>\\r\\n\\u202Egnp\""),
                "deployment_status"));

        assertThat(report.actor()).isEqualTo("Jane  jane@example.org    gnp");
    }
}
