// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    private static final String ID = "01HYZB0C7T0000000000000000";
    private FakeService service;

    @BeforeEach
    void serve() throws IOException {
        service = new FakeService();
        service.answers.put("/api/v1/bursts/" + ID, FakeService.BURST);
        service.answers.put("/api/v1/bursts?limit=1", "{\"bursts\": [" + FakeService.BURST + "], \"next\": null}");
        service.answers.put("/api/v1/deploys/D1", deploy("D1", "web", "2024-05-28T09:00:07.000Z"));
        service.answers.put("/api/v1/bursts/" + ID + "/samples", samples());
        service.answers.put("/api/v1/bursts/" + ID + "/steps", """
                {"runbook": "headroomdeployburst", "title": "HeadroomDeployBurst", "url": "runbooks/headroomdeployburst.md",
                 "steps": [{"text": "List the candidates:", "command": "TARGET=node-1\\ncurl $TARGET", "query": null},
                           {"text": "Compare.", "command": null, "query": "up"}]}
                """);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static String deploy(String id, String app, String start) {
        return """
                {"id": "%s", "source": "scap", "externalId": "r42", "cluster": null, "namespace": null, "kind": null, "name": null,
                 "app": "%s", "revision": null, "actor": null, "phase": "succeeded", "startedAt": "%s", "finishedAt": null, "size": 3,
                 "parent": null, "bursts": 1, "saturatedSeconds": 4.1}
                """.formatted(id, app, start);
    }

    /** Ten seconds before, the burst, ten seconds after. */
    private static String samples() {
        StringBuilder samples = new StringBuilder();
        for (int tenth = 0; tenth < 243; tenth++) {
            samples.append(tenth == 0 ? "" : ",").append("""
                    {"start": "2024-05-28T09:00:%02d.%d00Z", "end": "2024-05-28T09:00:%02d.%d00Z", "usage": 1, "limit": 2,
                     "utilisation": %s}
                    """.formatted(
                            tenth / 10,
                            tenth % 10,
                            (tenth + 1) / 10,
                            (tenth + 1) % 10,
                            tenth >= 100 && tenth < 143 ? "1.0" : "0.2"));
        }
        return """
                {"burst": "x", "target": "node-1", "signal": "cpu", "device": "", "unit": "cores",
                 "from": "2024-05-28T09:00:00.000Z", "to": "2024-05-28T09:00:24.300Z", "samples": [%s]}
                """.formatted(samples);
    }

    private CommandRun.Ended explain(CommandRun run, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--url";
        all[arguments.length + 2] = service.url() + "/";
        return run.of(all);
    }

    @Test
    void theAnswerIsASentenceAndThenWhatItRestsOn() {
        CommandRun.Ended ended = explain(new CommandRun(), ID);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().replaceAll("\\s+", " "))
                .startsWith(
                        "cpu of node-1 was saturated for 4.3 s at 2024-05-28 09:00:10.0 UTC (peak 100%, before 21%); caused by"
                                + " scap web (0.84); a 60 s dashboard drew 45% at best. burst " + ID)
                .contains("60s/rate[5m]/60s 45% 40% 35% hidden")
                .contains("Verdict: caused")
                .contains("█████████████████░░░ 0.84 scap web, started 3.0 s before")
                .contains("██░░░░░░░░░░░░░░░░░░ 0.12 deploy D2")
                .contains("█░░░░░░░░░░░░░░░░░░░ 0.04 background")
                .contains("- It began 3.0 s after web (scap r42) started.")
                .contains("Somebody says at 2024-05-28 10:00:00 UTC: confirmed seen it before")
                .contains("HeadroomDeployBurst, " + service.url() + "/runbooks/headroomdeployburst.md")
                .contains("1. List the candidates: TARGET=node-1 curl $TARGET 2. Compare. up");
        assertThat(ended.out().lines())
                .as("a hundred columns of 0.24 s, the burst marked")
                .contains(
                        "  " + "▂".repeat(41) + "█".repeat(18) + "▂".repeat(41), "  " + " ".repeat(41) + "‾".repeat(18))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
    }

    @Test
    void lastIsTheNewest() {
        assertThat(explain(new CommandRun(), "last").out())
                .isEqualTo(explain(new CommandRun(), ID).out());
    }

    @Test
    void whereThereIsNoBurstItSaysSoAndEndsWithOne() {
        service.answers.put("/api/v1/bursts?limit=1", "{\"bursts\": [], \"next\": null}");

        CommandRun.Ended ended = explain(new CommandRun(), "last");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("There is no burst yet", "/api/v1/targets");
    }

    @Test
    void jsonIsOneObjectWithAllThatIsKnown() {
        CommandRun.Ended ended = explain(new CommandRun(), ID, "--format", "json");

        JsonNode printed = JsonMapper.shared().readTree(ended.out());
        assertThat(printed.path("burst").path("id").asString()).isEqualTo(ID);
        assertThat(printed.path("burst").path("start").asString()).isEqualTo("2024-05-28T09:00:10.000Z");
        assertThat(printed.path("deploys")).hasSize(1);
        assertThat(printed.path("samples").path("samples")).hasSize(243);
        assertThat(printed.path("next").path("steps")).hasSize(2);
    }

    @Test
    void withoutSamplesAndStepsTheRestIsStillTold() {
        service.answers.remove("/api/v1/bursts/" + ID + "/samples");
        service.answers.remove("/api/v1/bursts/" + ID + "/steps");
        service.answers.remove("/api/v1/deploys/D1");

        CommandRun.Ended ended = explain(new CommandRun(), ID);

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("caused by deploy D1 (0.84)", "samples are no longer kept")
                .doesNotContain("What to do");
    }

    @Test
    void aTerminalWithoutUnicodeGetsAsciiAndNoColourUnlessForced() {
        CommandRun.Ended plain = explain(new CommandRun().charset(StandardCharsets.US_ASCII), ID);
        CommandRun.Ended forced = explain(new CommandRun().environment("CLICOLOR_FORCE", "1"), ID);
        CommandRun.Ended refused = explain(new CommandRun().interactive().environment("NO_COLOR", "1"), ID);

        assertThat(plain.out()).contains("#################... 0.84").matches("\\p{ASCII}*");
        assertThat(forced.out()).contains("\033[33mhidden\033[0m");
        assertThat(refused.out()).doesNotContain("\033");
    }

    @Test
    void nothingThatATerminalActsOnComesThrough() {
        String hostile = "\\u001b]0;owned\\u0007\\u202e\\u009b2J\\n";
        service.answers.put(
                "/api/v1/bursts/" + ID,
                FakeService.BURST
                        .replace("\"node-1\"", "\"" + hostile + "\"")
                        .replace("seen it before", hostile)
                        .replace("No history yet.", hostile)
                        .replace("background", hostile)
                        .replace("60s/rate[5m]/60s", hostile));
        service.answers.put("/api/v1/deploys/D1", deploy("D1", hostile, "2024-05-28T09:00:07.000Z"));
        service.answers.put(
                "/api/v1/bursts/" + ID + "/steps",
                "{\"runbook\": \"x\", \"title\": \"%1$s\", \"url\": \"%1$s\", \"steps\": [{\"text\": \"%1$s\", \"command\": \"%1$s\", \"query\": null}]}"
                        .formatted(hostile));

        CommandRun.Ended ended = explain(new CommandRun(), ID);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out().codePoints())
                .noneMatch(point -> point != '\n'
                        && (Character.getType(point) == Character.CONTROL
                                || Character.getType(point) == Character.FORMAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "a/b", "", "\u001b[2J", "01HYZB0C7T0000000000000009"})
    void anUnknownBurstIsBadInputByName(String id) {
        CommandRun.Ended ended = explain(new CommandRun(), id);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("headroom explain: ", "last").doesNotContain("\u001b");
    }

    @Test
    void aServiceThatCannotBeAskedIsCannotRunWithTheReason() throws IOException {
        service.status = 503;
        assertThat(explain(new CommandRun(), ID)).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("answered 503");
        });
        service.status = 200;
        service.answers.put("/api/v1/bursts/" + ID, "<html>");
        assertThat(explain(new CommandRun(), ID)).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("does not answer as a Headroom");
        });
        service.close();
        assertThat(explain(new CommandRun(), ID)).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("cannot be asked", "--url");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/hostname", "http:///x", "nowhere", "http://127.0.0.1/?a=b"})
    void whatIsNoAddressOfAServiceIsRefusedByName(String url) {
        CommandRun.Ended ended = new CommandRun().of("explain", ID, "--url", url);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--url " + url, "expected one like http://127.0.0.1:19847");
    }
}
