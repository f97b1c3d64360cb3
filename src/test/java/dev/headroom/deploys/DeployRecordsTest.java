// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as they are posted, and what they must keep to. */
class DeployRecordsTest {
    private static final String GOOD =
            "{\"source\":\"ci\",\"externalId\":\"7\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T09:00:00Z\"}";

    private static final ReportCheck CHECK =
            new ReportCheck(InstantSource.fixed(Instant.parse("2024-05-28T10:00:00Z")));

    private static List<DeployReport> read(String json) throws InvalidDeployException {
        List<DeployReport> reports = DeployRecords.read(json.getBytes(StandardCharsets.UTF_8));
        CHECK.check(reports);
        return reports;
    }

    private static void isRefused(String json, @Nullable String field, @Nullable Integer index) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(InvalidDeployException.class, invalid -> {
            assertThat(invalid.field()).as(invalid.problem()).isEqualTo(field);
            assertThat(invalid.index()).as(invalid.problem()).isEqualTo(index);
            assertThat(invalid.problem()).doesNotContain("\n", "\r", "<", ">");
        });
    }

    @Test
    void oneRecordOrAnArrayOfThemIsRead() throws InvalidDeployException {
        assertThat(read(GOOD)).hasSize(1);
        assertThat(read("[" + GOOD + "," + GOOD.replace("\"7\"", "\"8\"") + "]"))
                .extracting(DeployReport::externalId)
                .containsExactly("7", "8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "source           | 7",
                "source           | ``",
                "source           | \"a\\r\\nb\"",
                "source           | \"   \"",
                "externalId       | \"<script>alert(1)</script>\"",
                "externalId       | \"\\ud800\"",
                "phase            | \"done\"",
                "phase            | null",
                "startedAt        | \"yesterday\"",
                "startedAt        | \"2024-05-28 09:00:00\"",
                "startedAt        | \"2024-05-28T09:00:00\"",
                "startedAt        | \"9999-12-31T23:59:59Z\"",
                "startedAt        | \"1969-12-31T23:59:59Z\"",
                "startedAt        | 1716886800000",
                "finishedAt       | \"2024-05-28T08:59:59Z\"",
                "finishedAt       | \"9999-12-31T23:59:59Z\"",
                "cluster          | \"a\\u0000b\"",
                "namespace        | \"a\\u001b[31mb\"",
                "kind             | []",
                "name             | \"a\\u202eb\"",
                "app              | \"<b>web</b>\"",
                "revision         | \"a\\nb\"",
                "actor            | \"a\\u2028b\"",
                "parent           | {}",
                "size             | -1",
                "size             | 1.5",
                "size             | 1000001",
                "clockUncertainty | -1",
                "clockUncertainty | 1e300",
            })
    void aBadValueIsRefusedByTheNameOfItsField(String field, String value) {
        String told = value.isEmpty() ? "\"\"" : value;
        String json = GOOD.contains("\"" + field + "\"")
                ? GOOD.replaceFirst(
                        "(\"" + field + "\":)\"[^\"]*\"", "$1" + java.util.regex.Matcher.quoteReplacement(told))
                : GOOD.replace("{", "{\"" + field + "\":" + told + ",");

        isRefused(json, field, null);
        isRefused("[" + GOOD + "," + json + "]", field, 1);
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        isRefused(GOOD.replace("\"7\"", "\"" + "x".repeat(257) + "\""), "externalId", null);
        isRefused(GOOD.replace("\"ci\"", "\"" + "x".repeat(65) + "\""), "source", null);
    }

    @Test
    void aClockLessThanADayAheadIsBelieved() throws InvalidDeployException {
        assertThat(read(GOOD.replace("05-28T09", "05-29T09"))).hasSize(1);
        isRefused(GOOD.replace("05-28T09", "05-29T11"), "startedAt", null);
    }

    @Test
    void anArrayIsNeitherEmptyNorEndless() throws InvalidDeployException {
        isRefused("[]", null, null);
        assertThat(read("[" + (GOOD + ",").repeat(DeployRecords.MOST_RECORDS - 1) + GOOD + "]"))
                .hasSize(256);
        isRefused("[" + (GOOD + ",").repeat(DeployRecords.MOST_RECORDS) + GOOD + "]", null, null);
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() {
        isRefused("[".repeat(100_000), null, null);
        isRefused("{\"a\":".repeat(33) + "1" + "}".repeat(33), null, null);
        isRefused("[" + "1,".repeat(400_000) + "1]", null, null);
        isRefused("{\"size\":1" + "0".repeat(5_000) + "}", null, null);
        isRefused("{\"a\":\"" + "x".repeat(BoundedJson.MOST_BYTES) + "\"}", null, null);
    }
}
