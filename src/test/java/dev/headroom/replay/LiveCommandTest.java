// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static dev.headroom.replay.FakeService.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LiveCommandTest {
    private static final String DEPLOY = """
            {"id": "D1", "source": "scap", "externalId": "r42", "cluster": null, "namespace": null, "kind": null, "name": null,
             "app": "web", "revision": null, "actor": null, "phase": "started", "startedAt": "2024-05-28T09:00:07.000Z",
             "finishedAt": null, "size": 3, "parent": null, "bursts": 0, "saturatedSeconds": 0}
            """;
    private static final String GAP = """
            {"target": "node-2", "signal": "cpu", "device": "", "start": "2024-05-28T09:00:20Z", "end": "2024-05-28T09:00:30Z"}
            """;

    private FakeService service;

    @BeforeEach
    void serve() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static String begin(String run) {
        return "retry: 10\n\n"
                + event(
                        "hello",
                        "",
                        "{\"now\": \"2024-05-28T09:00:00Z\", \"version\": \"1\", \"start\": \"" + run + "\"}");
    }

    private static String frame(String now, String... signals) {
        return event("samples", "", "{\"now\": \"" + now + "\", \"signals\": [" + String.join(",", signals) + "]}");
    }

    private static String signal(String target, double max, String openBurst) {
        return """
                {"target": "%s", "signal": "cpu", "device": "", "start": "2024-05-28T09:00:09Z", "end": "2024-05-28T09:00:10Z",
                 "min": 0.1, "mean": 0.3, "max": %s, "openBurst": %s}
                """.formatted(target, max, openBurst);
    }

    private CommandRun.Ended live(CommandRun run, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "live";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--url";
        all[arguments.length + 2] = service.url();
        return run.of(all);
    }

    @Test
    void whereThereIsNoTerminalEachFactIsALine() {
        service.streams.add(begin("r1") + ": heartbeat\n\n" + frame("2024-05-28T09:00:10Z", signal("node-1", 1, "null"))
                + event("deploy", "r1-1", DEPLOY) + event("burst-opened", "r1-2", FakeService.BURST)
                + event("burst-closed", "r1-3", FakeService.BURST) + event("burst-settled", "r1-4", FakeService.BURST)
                + event("verdict", "r1-5", FakeService.BURST) + event("something-new", "r1-6", "{}")
                + event("gap", "r1-7", GAP));

        CommandRun.Ended ended = live(new CommandRun().interruptedAfter("no sample"));

        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines())
                .containsExactly(
                        "2024-05-28 09:00:07.0  deploy  scap web  started",
                        "2024-05-28 09:00:10.0  burst opened  cpu of node-1  01HYZB0C7T0000000000000000",
                        "2024-05-28 09:00:10.0  burst closed  cpu of node-1  4.3 s, peak 100%, hidden  01HYZB0C7T0000000000000000",
                        "2024-05-28 09:00:10.0  verdict  cpu of node-1  caused, 0.84  01HYZB0C7T0000000000000000"
                                + "  It began 3.0 s after web (scap r42) started.",
                        "2024-05-28 09:00:20.0  no sample  cpu of node-2  until 2024-05-28 09:00:30.0");
    }

    @Test
    void jsonIsAnObjectALine() {
        service.streams.add(
                begin("r1") + event("deploy", "r1-1", DEPLOY) + event("burst-settled", "r1-2", FakeService.BURST));

        CommandRun.Ended ended = live(new CommandRun().interruptedAfter("burst-settled"), "--format", "json");

        List<JsonNode> lines =
                ended.out().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines).extracting(line -> line.path("event").asString()).containsExactly("deploy", "burst-settled");
        assertThat(lines.getFirst().path("data").path("app").asString()).isEqualTo("web");
    }

    @Test
    void onlyWhatIsAskedForIsShownAndEveryDeploy() {
        service.streams.add(begin("r1")
                + event("burst-closed", "r1-1", FakeService.BURST)
                + event("deploy", "r1-2", DEPLOY)
                + event("gap", "r1-3", GAP));

        CommandRun.Ended ended =
                live(new CommandRun().interruptedAfter("no sample"), "--target", "node-2", "--signal", "cpu");

        assertThat(ended.out())
                .contains("deploy  scap web", "no sample  cpu of node-2")
                .doesNotContain("node-1");
    }

    @Test
    void aStreamThatBreaksOffIsGoneOnWithAfterTheLastEventSeen() {
        service.streams.add(begin("r1") + event("deploy", "r1-41", DEPLOY));
        service.streams.add(begin("r1") + event("burst-closed", "r1-42", FakeService.BURST));

        CommandRun.Ended ended = live(new CommandRun().interruptedAfter("burst closed"));

        assertThat(service.lastEventIds).startsWith("", "r1-41");
        assertThat(ended.out().lines()).hasSize(2);
        assertThat(ended.err()).contains("ended", "connecting again", "connected to " + service.url());
    }

    @Test
    void whatWasLostIsSaid() {
        service.streams.add(begin("r2") + event("reset", "", "{\"reason\": \"the service was restarted\"}"));

        assertThat(live(new CommandRun().interruptedAfter("restarted")).out())
                .isEqualTo("what happened in between is not known: the service was restarted\n");
    }

    @Test
    void aTerminalIsDrawnAnewAndGivenBack() {
        service.streams.add(begin("r1")
                + frame("2024-05-28T09:00:10Z", signal("node-1", 1, "\"B\""), signal("node-2", 0.5, "null"))
                + event("burst-opened", "r1-2", FakeService.BURST)
                + frame("2024-05-28T09:00:11Z", signal("node-1", 1, "\"B\""), signal("node-2", 0.5, "null")));

        CommandRun.Ended ended =
                live(new CommandRun().interactive().environment("NO_COLOR", "1").interruptedAfter("burst opened"));

        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.out()).startsWith("\033[?1049h").contains("\033[H", "\033[?25h\033[?1049l");
        String left = ended.out().substring(ended.out().lastIndexOf("\033[?1049l") + 8);
        assertThat(left.lines())
                .containsExactly(
                        "Headroom at " + service.url() + "  2024-05-28 09:00:11 UTC  1 burst open",
                        "Target  Signal  Minute" + " ".repeat(56) + "Now  Peak",
                        "node-1  cpu     " + " ".repeat(58) + "█   30%  100%  burst open",
                        "node-2  cpu     " + " ".repeat(58) + "▄   30%   50%",
                        "",
                        "2024-05-28 09:00:10.0  burst opened  cpu of node-1  01HYZB0C7T0000000000000000");
    }

    @Test
    void aServiceThatIsNotThereOrHasNoRoomEndsItWithTheReason() {
        assertThat(live(new CommandRun())).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("answered 503: 16 streams are open");
        });
        service.close();
        assertThat(live(new CommandRun())).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("cannot be asked");
        });
    }
}
