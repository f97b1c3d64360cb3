// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployLinesTest {
    private static final String SCAP =
            "{\"source\":\"scap\",\"externalId\":\"r1\",\"app\":\"mediawiki\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11Z\"}";

    @Test
    void aLineWithTheFourNeededFieldsIsADeploy() throws Exception {
        List<Deploy> deploys = read(
                "{\"source\":\"scap\",\"externalId\":\"r1\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11.250Z\"}");
        assertThat(deploys).singleElement().satisfies(deploy -> {
            assertThat(deploy.source()).isEqualTo("scap");
            assertThat(deploy.externalId()).isEqualTo("r1");
            assertThat(deploy.phase()).isEqualTo(Deploy.Phase.STARTED);
            assertThat(deploy.startedAt()).isEqualTo(Instant.parse("2024-05-28T12:23:11.250Z"));
            assertThat(deploy.finishedAt()).isNull();
            assertThat(deploy.parent()).isNull();
            assertThat(deploy.clockUncertaintySeconds()).isZero();
        });
    }

    @Test
    void everyFieldIsReadAndUnknownOnesAreIgnored() throws Exception {
        Deploy deploy =
                read("{\"source\":\"argocd\",\"externalId\":\"x\",\"cluster\":\"eqiad\",\"namespace\":\"n\",\"kind\":\"Deployment\","
                                + "\"name\":\"web\",\"app\":\"shop\",\"revision\":\"7\",\"actor\":\"tim\",\"phase\":\"rolled-back\","
                                + "\"startedAt\":\"2024-05-28T12:00:00Z\",\"finishedAt\":\"2024-05-28T12:07:12Z\",\"size\":1000,"
                                + "\"clockUncertainty\":1.5,\"raw\":{\"deep\":[1,2]},\"colour\":null}")
                        .getFirst();
        assertThat(deploy)
                .isEqualTo(new Deploy(
                        deploy.id(),
                        "argocd",
                        "x",
                        "eqiad",
                        "n",
                        "Deployment",
                        "web",
                        "shop",
                        "7",
                        "tim",
                        Deploy.Phase.ROLLED_BACK,
                        Instant.parse("2024-05-28T12:00:00Z"),
                        Instant.parse("2024-05-28T12:07:12Z"),
                        1000,
                        null,
                        1.5));
    }

    @Test
    void linesOfOneSourceAndIdAreOneDeployAndTheLastPhaseWins() throws Exception {
        List<Deploy> deploys = read(
                SCAP,
                "{\"source\":\"scap\",\"externalId\":\"r1\",\"phase\":\"succeeded\",\"startedAt\":\"2024-05-28T12:23:11Z\",\"finishedAt\":\"2024-05-28T12:30:00Z\"}",
                "{\"source\":\"github\",\"externalId\":\"r1\",\"phase\":\"failed\",\"startedAt\":\"2024-05-28T15:00:00Z\"}");
        assertThat(deploys).hasSize(2);
        assertThat(deploys.getFirst().phase()).isEqualTo(Deploy.Phase.SUCCEEDED);
        assertThat(deploys.getFirst().app())
                .as("what a later line leaves out stays")
                .isEqualTo("mediawiki");
        assertThat(deploys.getFirst().finishedAt()).isEqualTo(Instant.parse("2024-05-28T12:30:00Z"));
    }

    @Test
    void anIdenticalLineIsIgnoredEvenAfterAnotherPhase() throws Exception {
        List<Deploy> deploys = read(SCAP, SCAP.replace("started\"", "failed\""), SCAP);
        assertThat(deploys).singleElement().extracting(Deploy::phase).isEqualTo(Deploy.Phase.FAILED);
    }

    @Test
    void blankLinesCarriageReturnsAndAByteOrderMarkAreSkipped() throws Exception {
        assertThat(read("\uFEFF" + SCAP + "\r", "", "  \t\r", SCAP.replace("r1", "r2") + "\r"))
                .hasSize(2);
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-28T14:23:11+02:00",
        "2024-05-28T20:23:11+0800",
        "2024-05-28T20:23:11+08",
        "2024-05-28T12:23:11z",
        "2024-05-28T12:23:11.000000000Z",
        "2024-05-28T06:53:11-05:30"
    })
    void anyOffsetIsAccepted(String time) throws Exception {
        assertThat(read(SCAP.replace("2024-05-28T12:23:11Z", time)))
                .singleElement()
                .extracting(Deploy::startedAt)
                .isEqualTo(Instant.parse("2024-05-28T12:23:11Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"source\":\"a\"| broken JSON",
                "{} {}| broken JSON",
                "[]| expected a JSON object",
                "17| expected a JSON object",
                "{\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11Z\"}| source is missing",
                "{\"source\":\"a\",\"externalId\":null,\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11Z\"}| externalId is missing",
                "{\"source\":\"a\",\"externalId\":\"r\",\"startedAt\":\"2024-05-28T12:23:11Z\"}| phase is missing",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\"}| startedAt is missing",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"begun\",\"startedAt\":\"2024-05-28T12:23:11Z\"}| expected one of started, succeeded, failed, rolled-back",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"28.5.2024\"}| startedAt is '28.5.2024'",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11\"}| with its offset",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"2024-02-30T12:23:11Z\"}| startedAt",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"1969-12-31T23:59:59Z\"}| years 1970 to 9999",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":17}| expected a text in quotes",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"failed\",\"startedAt\":\"2024-05-28T12:23:11Z\",\"finishedAt\":\"2024-05-28T12:23:10Z\"}| is before startedAt",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11Z\",\"size\":-1}| number of pods",
                "{\"source\":\"a\",\"externalId\":\"r\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T12:23:11Z\",\"clockUncertainty\":-1}| number of seconds",
            })
    void whatIsNoDeployIsRefusedWithFileLineAndWhatWasExpected(String line, String expected) {
        assertThat(refused(SCAP, "", line))
                .hasMessageStartingWith("deploys.ndjson, line 3: ")
                .hasMessageContaining(expected)
                .extracting(DeployFormatException::line)
                .isEqualTo(3L);
    }

    @Test
    void aLineOverAMegabyteAndBytesThatAreNoUtf8AreRefused() {
        assertThat(refused(SCAP, "x".repeat((1 << 20) + 1))).hasMessageContaining("line 2: longer than 1 MiB");
        assertThat(refused(SCAP.replace("mediawiki", "\u00ff").getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessageContaining("line 1: not UTF-8");
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        assertThat(refused("[".repeat(100_000))).hasMessageContaining("broken JSON");
    }

    @Test
    void idsAreTimeOrderedAndAlwaysTheSame() throws Exception {
        String later = SCAP.replace("12:23:11Z", "12:23:11.001Z").replace("r1", "r0");
        List<Deploy> deploys = read(later, SCAP);
        assertThat(deploys).extracting(Deploy::externalId).containsExactly("r1", "r0");
        assertThat(deploys)
                .extracting(Deploy::id)
                .allSatisfy(id -> assertThat(id).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}"))
                .isSorted();
        assertThat(read(SCAP).getFirst().id()).isEqualTo(deploys.getFirst().id());
    }

    private static List<Deploy> read(String... lines) throws IOException, DeployFormatException {
        return read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Deploy> read(byte[] bytes) throws IOException, DeployFormatException {
        return DeployLines.read(new ByteArrayInputStream(bytes), "deploys.ndjson");
    }

    private static DeployFormatException refused(String... lines) {
        return refused(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static DeployFormatException refused(byte[] bytes) {
        return catchThrowableOfType(DeployFormatException.class, () -> read(bytes));
    }
}
