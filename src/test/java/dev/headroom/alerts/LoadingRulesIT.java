// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.PastedScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands by which one puts one's own addresses and jobs into the rules, as alerts/README.md gives them to a shell. */
class LoadingRulesIT {
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theCommandsLeaveNoAddressAndNoSelectorOfOursAndTheRulesAreStillRules() throws Exception {
        String readme = Files.readString(RuleFile.RULES.resolveSibling("README.md"));
        String loading = readme.substring(readme.indexOf("## Load it"), readme.indexOf("## What it alerts on"));
        String commands = SHELL.matcher(loading)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining())
                .replace("/etc/prometheus/rules/", "");
        Files.copy(
                RuleFile.RULES, Files.createDirectory(folder.resolve("alerts")).resolve(RuleFile.RULES.getFileName()));

        String said = run(commands);
        Path loaded = folder.resolve("headroom.yaml");
        assertThat(said).contains("SUCCESS");
        assertThat(content(loaded))
                .doesNotContain("example.org", "$labels.target | query }}{{ . | sortByLabel \"instance\"")
                .doesNotContain("job=~\".*headroom", "job=~\"(kube-)?apiserver")
                .contains(
                        "'https://git.example.net/headroom/docs/runbooks/headroomdown.md'",
                        "'https://grafana.example.net/d/headroom-target?",
                        "'https://headroom.example.net/api/v1/bursts?target=",
                        "up{job=\"watchers\"}",
                        "device=~\"(kube-)?apiserver\"",
                        "apiserver_request_total{job=\"kubernetes-apiservers\"}");
        assertThat(run("promtool check rules --lint=all --lint-fatal headroom.yaml"))
                .contains("SUCCESS");
    }

    /** Without the comments, which speak of what is to be replaced. */
    private static String content(Path rules) throws Exception {
        return Files.readAllLines(rules).stream()
                .filter(line -> !line.strip().startsWith("#"))
                .collect(Collectors.joining("\n"));
    }

    private String run(String commands) throws Exception {
        Process process = PastedScript.in(folder, commands, "promtool").start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
