// SPDX-License-Identifier: Apache-2.0
package dev.headroom.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.runbooks.Runbook.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunbookTest {
    @Test
    void theStepsAreThoseOfTheDiagnosisInPlainWords() {
        Runbook runbook = Runbook.parse("""
                # HeadroomThing

                ## Meaning

                1. No step.

                ## Diagnosis

                Not a step either.

                1. See [HeadroomOther](headroomother.md), then `top`, **now**:

                ```sh
                one
                  two
                ```

                ```promql
                up
                ```

                ```sh
                three
                ```

                   and this
                2. Nothing to type.

                ## Mitigation

                3. Too late.
                """);

        assertThat(runbook.title()).isEqualTo("HeadroomThing");
        assertThat(runbook.steps())
                .containsExactly(
                        new Step("See HeadroomOther, then top, now: and this", "one\n  two\n\nthree", "up"),
                        new Step("Nothing to type.", "", ""));
    }

    @Test
    void aBlockInsideOfAnItemLosesTheIndentOfTheItem() {
        Runbook runbook = Runbook.parse("""
                # T
                ## Diagnosis
                1. Look:

                   ```sh
                   a
                     b
                   ```
                   afterwards
                """);

        assertThat(runbook.steps()).containsExactly(new Step("Look: afterwards", "a\n  b", ""));
    }

    @Test
    void whatIsNoRunbookIsRefused() {
        assertThatThrownBy(() -> Runbook.parse("## Diagnosis\n1. a\n")).hasMessageContaining("heading");
        assertThatThrownBy(() -> Runbook.parse("# T\n## Diagnosis\nwords\n")).hasMessageContaining("T has no numbered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "headroomdeployburst",
                "headroomcpusaturated",
                "headroomlinksaturated",
                "headroomretransmits",
                "headroomprobelatencyrising",
                "headroomrequeststorm",
                "headroomburst"
            })
    void theRunbooksOfBurstsHaveThreeStepsWithoutAHereDocument(String name) throws IOException {
        Runbook runbook = Runbook.parse(Files.readString(Path.of("docs/runbooks", name + ".md")));

        assertThat(runbook.title()).isEqualToIgnoringCase(name);
        assertThat(runbook.steps()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(step -> {
            assertThat(step.text()).isNotBlank().doesNotContain("](", "`", "\n");
            // names are quoted as they stand in a command, not as they would stand in a document inside of it
            assertThat(step.script()).doesNotContain("<<");
        });
        assertThat(runbook.steps()).anyMatch(step -> !step.script().isEmpty());
    }
}
