// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When word of deploys that was written down would have been told. */
class DeployTellingTest {
    private static final Instant BEGAN = Instant.parse("2024-05-28T12:16:02Z");
    private static final Instant ENDED = Instant.parse("2024-05-28T12:23:11Z");

    @Test
    void aBeginningIsToldWhenItWasAndAnEndWhenItWas() throws Exception {
        assertThat(tellings("""
                {"source":"scap","externalId":"1","phase":"started","startedAt":"2024-05-28T12:16:02Z"}
                {"source":"scap","externalId":"1","phase":"failed","startedAt":"2024-05-28T12:16:02Z","finishedAt":"2024-05-28T12:23:11Z"}
                """)).containsExactly("started at " + BEGAN, "failed at " + ENDED);
    }

    @Test
    void aDeployOfWhichOnlyTheEndIsKnownIsStillSeenToRun() throws Exception {
        assertThat(tellings("""
                {"source":"scap","externalId":"1","phase":"rolled-back","startedAt":"2024-05-28T12:16:02Z","finishedAt":"2024-05-28T12:23:11Z"}
                """)).containsExactly("started at " + BEGAN, "rolled-back at " + ENDED);
    }

    @Test
    void whatHasNoEndIsToldAtItsBeginning() throws Exception {
        assertThat(tellings("""
                {"source":"scap","externalId":"1","phase":"succeeded","startedAt":"2024-05-28T12:16:02Z"}
                """)).containsExactly("succeeded at " + BEGAN);
    }

    @Test
    void deploysAreToldInTheOrderOfTheirTimesWhateverTheOrderOfTheLines() throws Exception {
        assertThat(tellings("""
                {"source":"scap","externalId":"2","phase":"succeeded","startedAt":"2024-05-28T12:20:00Z","finishedAt":"2024-05-28T12:30:00Z"}
                {"source":"scap","externalId":"1","phase":"failed","startedAt":"2024-05-28T12:16:02Z","finishedAt":"2024-05-28T12:23:11Z"}
                """))
                .containsExactly(
                        "started at " + BEGAN,
                        "started at 2024-05-28T12:20:00Z",
                        "failed at " + ENDED,
                        "succeeded at 2024-05-28T12:30:00Z");
    }

    private static List<String> tellings(String lines) throws Exception {
        List<DeployReport> reports =
                DeployLines.reports(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "deploys.ndjson");
        return DeployTelling.of(reports).stream()
                .map(telling -> telling.report().phase().id() + " at " + telling.at())
                .toList();
    }
}
