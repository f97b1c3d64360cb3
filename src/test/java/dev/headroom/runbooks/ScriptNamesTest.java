// SPDX-License-Identifier: Apache-2.0
package dev.headroom.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptNamesTest {
    @TempDir
    Path directory;

    @Test
    void variablesThatAreUsedAreSetInFront() {
        ScriptNames names = new ScriptNames(
                Map.of("HEADROOM", "http://127.0.0.1:19847", "TARGET", "node-1", "APP", "web", "DEVICE", ""));

        assertThat(names.filledIn("curl \"$HEADROOM/x?target=$TARGET\"\nethtool \"$DEVICE\""))
                .isEqualTo("HEADROOM=http://127.0.0.1:19847\nTARGET=node-1\ncurl \"$HEADROOM/x?target=$TARGET\"\n"
                        + "ethtool \"$DEVICE\"");
    }

    @Test
    void aVariableThatTheRunbookSetsAsAnExampleIsReplacedWhereItsNameIsKnown() {
        String script = "APP=mediawiki     # as the alert names it\necho \"$APP\"";

        assertThat(new ScriptNames(Map.of("APP", "web")).filledIn(script)).isEqualTo("APP=web\necho \"$APP\"");
        assertThat(new ScriptNames(Map.of()).filledIn(script)).isEqualTo(script);
    }

    @Test
    void wordsInCapitalsAreReplacedWhereTheyAreWholeWordsOfACommand() {
        ScriptNames names = new ScriptNames(Map.of("NAME", "web", "NAMESPACE", "shop", "ID", "01HY"));

        assertThat(names.filledIn("kubectl -n NAMESPACE pause deployment/NAME NAMES $NAME ${NAME} # NAME"))
                .isEqualTo("NAME=web\nkubectl -n shop pause deployment/web NAMES $NAME ${NAME} # NAME");
        assertThat(names.filledIn("curl \"$HEADROOM/deploys/ID/costs\""))
                .isEqualTo("curl \"$HEADROOM/deploys/01HY/costs\"");
    }

    @Test
    void namesInAddressesAreWrittenAsAddressesNeedThem() {
        assertThat(new ScriptNames(Map.of("TARGET", "a b&c=d/é")).filledIn("curl \"x?t=$TARGET\""))
                .startsWith("TARGET=a%20b%26c%3Dd%2F%C3%A9\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\u001b[2J", "a\u0000b", "\u202eabc", "a\u2028b", "\u0003", ""})
    void aNameThatATerminalMightActOnIsNotFilledIn(String name) {
        String script = "kubectl -n NAMESPACE get pods";

        assertThat(new ScriptNames(Map.of("NAMESPACE", name)).filledIn(script)).isEqualTo(script);
    }

    static Stream<String> hostile() {
        return Stream.of(
                "$(touch broken)",
                "`touch broken`",
                "; touch broken #",
                "' ; touch broken ; '",
                "\" ; touch broken ; \"",
                "'\"'\"; touch broken; '\"'\"",
                "\\'; touch broken; \\'",
                "a && touch broken",
                "| touch broken",
                "> broken",
                "$IFS$HOME ${HOME}",
                "* ? [a-z]",
                "!! !$ ~",
                "--kubeconfig=/etc/passwd",
                "NAME NAMESPACE",
                "é ü 漢字 😀",
                "a'b\"c\\d`e$f");
    }

    /** By a real shell, with functions in the place of the programs that tell what they are given. */
    @ParameterizedTest
    @MethodSource("hostile")
    void whateverANameHoldsAShellTakesItAsOneNameAndNothingElse(String name) throws Exception {
        ScriptNames names = new ScriptNames(Map.of("NAMESPACE", name, "NAME", name, "DEVICE", name, "HEADROOM", name));
        String script = names.filledIn("""
                told -n NAMESPACE deployment/NAME
                told "in NAME quotes" 'in NAME too' "$DEVICE" "$HEADROOM/x" # NAME
                """);

        assertThat(run(script))
                .containsExactly(
                        "<-n>",
                        "<" + name + ">",
                        "<deployment/" + name + ">",
                        "<in " + name + " quotes>",
                        "<in " + name + " too>",
                        "<" + name + ">",
                        "<" + name + "/x>");
        assertThat(directory.resolve("broken")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noNameBreaksOutOfTheCommandsOfAShippedRunbook(String name) throws Exception {
        ScriptNames names = new ScriptNames(Map.of(
                "HEADROOM",
                name,
                "TARGET",
                name,
                "DEVICE",
                name,
                "APP",
                name,
                "NAMESPACE",
                name,
                "NAME",
                name,
                "ID",
                name));
        try (Stream<Path> files = Files.list(Path.of("docs/runbooks"))) {
            for (Path file :
                    files.filter(path -> Files.exists(path) && hasSteps(path)).toList()) {
                for (Runbook.Step step : Runbook.parse(Files.readString(file)).steps()) {
                    run(names.filledIn(step.script()));
                }
            }
        }
        assertThat(directory.resolve("broken")).doesNotExist();
    }

    private static boolean hasSteps(Path runbook) {
        try {
            return Files.readString(runbook).contains("\n1. ")
                    && Files.readString(runbook).contains("## Diagnosis\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the functions of the script say, a line each. */
    private List<String> run(String script) throws Exception {
        Path file = directory.resolve("script");
        Files.writeString(file, """
                told() { for each in "$@"; do printf '<%s>\\n' "$each"; done; }
                for program in curl jq kubectl cat ethtool grep ss awk sort head tc ip nstat uniq tail wc openssl df ls systemctl; do
                  eval "$program() { :; }"
                done
                """ + script + "\n");
        Process shell = new ProcessBuilder("/bin/sh", file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        shell.waitFor();
        return output.lines().toList();
    }
}
