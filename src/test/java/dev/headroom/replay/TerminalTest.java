// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @ParameterizedTest
    @CsvSource({"80,80", "10,40", "100000,400", "wide,120", "0,120", "-5,120"})
    void theWidthIsTheEnvironmentsWithinReason(String columns, int width) {
        assertThat(Terminal.of(Map.of("COLUMNS", columns), StandardCharsets.UTF_8, false)
                        .width())
                .isEqualTo(width);
    }

    @Test
    void aTerminalShowsColoursAPipeDoesNot() {
        assertThat(Terminal.of(Map.of(), StandardCharsets.UTF_8, true).colour()).isTrue();
        assertThat(Terminal.of(Map.of("TERM", "dumb"), StandardCharsets.UTF_8, true)
                        .colour())
                .isFalse();
        assertThat(Terminal.of(Map.of("NO_COLOR", "1"), StandardCharsets.UTF_8, true)
                        .colour())
                .isFalse();
        assertThat(Terminal.of(Map.of("CLICOLOR_FORCE", "1"), StandardCharsets.UTF_8, false)
                        .colour())
                .isTrue();
        assertThat(Terminal.of(Map.of("CLICOLOR_FORCE", "0"), StandardCharsets.UTF_8, false)
                        .colour())
                .isFalse();
    }

    @Test
    void lettersOfAnyScriptPassAndWhatSteersATerminalDoesNot() {
        Terminal utf8 = new Terminal(80, true, false);

        assertThat(utf8.printable("déploiement 部署")).isEqualTo("déploiement 部署");
        assertThat(utf8.printable("a\tb\nc\u009b\u200f")).isEqualTo("a\\u0009b\\u000ac\\u009b\\u200f");
        assertThat(new Terminal(80, false, false).printable("é")).isEqualTo("\\u00e9");
    }
}
