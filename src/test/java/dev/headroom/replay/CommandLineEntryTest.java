// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineEntryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "replay",
                "record",
                "check",
                "explain",
                "live",
                "health",
                "help",
                "version",
                "-h",
                "-V",
                "--help",
                "--version",
                "repaly"
            })
    void whatLooksLikeACommandIsNotTheServices(String argument) {
        assertThat(CommandLineEntry.claims(argument)).isTrue();
    }

    @Test
    void optionsAndNothingAtAllAreTheServices() {
        assertThat(CommandLineEntry.claims()).isFalse();
        assertThat(CommandLineEntry.claims("--server.port=0", "replay")).isFalse();
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseThereAre() {
        CommandRun.Ended ended = new CommandRun().of("repaly", "x.om");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("'repaly'", "check, explain, health, help, live, record, replay, version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=xml", "--fail-on=always", "--nonsense", "second.om"})
    void aWrongOptionIsBadUsageWithItsNameAndNothingOnStandardOutput(String argument) {
        CommandRun.Ended ended = new CommandRun().of("replay", "first.om", argument);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(argument.replaceFirst("=.*", ""), "headroom replay --help");
    }

    @Test
    void aReplayOfNothingIsBadUsage() {
        assertThat(new CommandRun().of("replay").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "record", "explain", "live", "check", "health", "version"})
    void everyCommandHasHelp(String command) {
        CommandRun.Ended ended = new CommandRun().of(command, "--help");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("Usage: headroom " + command);
    }

    @Test
    void theVersionIsSaid() {
        assertThat(new CommandRun().of("version").out()).startsWith("headroom ");
        assertThat(new CommandRun().of("--version").out()).startsWith("headroom ");
    }
}
