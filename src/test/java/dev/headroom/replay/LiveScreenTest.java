// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LiveScreenTest {
    private static final Instant START = Instant.parse("2024-05-28T09:00:00Z");

    private final LiveBoard board = new LiveBoard();

    private LiveScreen screen(int width) {
        return new LiveScreen(
                board,
                "http://127.0.0.1:19847",
                new Terminal(width, true, false),
                24,
                new PrintWriter(new StringWriter()));
    }

    private void frame(int second, String target, double max) {
        board.samples(JsonMapper.shared()
                .readTree(String.format(
                        Locale.ROOT,
                        """
                {"now": "%s", "signals": [{"target": "%s", "signal": "cpu", "device": "", "start": "%s", "end": "%s",
                 "min": 0, "mean": %f, "max": %f, "openBurst": null}]}
                """,
                        START.plusSeconds(second),
                        target,
                        START.plusSeconds(second - 1L),
                        START.plusSeconds(second),
                        max,
                        max)));
    }

    @Test
    void aSecondOfAMinuteIsAColumnAndTimeWithoutSamplesIsEmpty() {
        frame(1, "a", 1);
        frame(4, "a", 0.1);
        frame(60, "b", 0.5);

        assertThat(screen(120).lines(24).get(2)).startsWith("a       cpu     █  ▁" + " ".repeat(56));
        frame(61, "b", 0.5);
        assertThat(screen(120).lines(24).get(2))
                .as("the first second has passed")
                .startsWith("a       cpu       ▁");
    }

    @Test
    void aFrameOfALongerTimeFillsIt() {
        board.samples(JsonMapper.shared().readTree("""
                {"now": "2024-05-28T09:01:00Z", "signals": [{"target": "a", "signal": "cpu", "device": "",
                 "start": "2024-05-28T08:00:00Z", "end": "2024-05-28T09:00:45Z", "min": 0, "mean": 1, "max": 1, "openBurst": null}]}
                """));

        assertThat(screen(120).lines(24).get(2)).startsWith("a       cpu     " + "█".repeat(45) + " ".repeat(15));
    }

    @Test
    void twoFramesOfOneSecondKeepTheHigher() {
        frame(1, "a", 1);
        frame(1, "a", 0.1);

        assertThat(screen(120).lines(24).get(2)).contains("█");
    }

    @Test
    void aNarrowTerminalHasFewerColumnsAndNoLineIsLonger() {
        for (int second = 1; second <= 60; second++) {
            frame(second, "a-rather-long-name-of-a-target", second == 30 ? 1 : 0.1);
        }

        assertThat(screen(64).lines(24))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(64));
        assertThat(screen(64).lines(24).get(2)).as("the peak is still there").contains("█", "100%");
    }

    @Test
    void whereThereIsNoRoomForAllTheHighestAreShown() {
        for (int target = 0; target < 40; target++) {
            frame(1, "t%02d".formatted(target), target == 7 ? 1 : target / 100.0);
        }
        board.happened("something");

        assertThat(screen(120).lines(12))
                .hasSizeLessThanOrEqualTo(12)
                .anyMatch(line -> line.startsWith("t07"))
                .anyMatch(line -> line.startsWith("t39"))
                .noneMatch(line -> line.startsWith("t01"))
                .anyMatch(line -> line.matches("and \\d+ more signals, none higher in this minute"))
                .contains("something");
    }

    @Test
    void namesDoNothingToTheTerminal() {
        frame(1, "\\u001b[2J\\u202e", 1);

        assertThat(String.join("", screen(120).lines(24)))
                .doesNotContain("\u001b", "\u202e")
                .contains("\\u001b[2J");
    }

    @Test
    void aServiceThatBeginsAnewIsSeenAnew() {
        board.hello(JsonMapper.shared().readTree("{\"start\": \"one\"}"));
        frame(1, "a", 1);
        board.hello(JsonMapper.shared().readTree("{\"start\": \"one\"}"));
        assertThat(board.rows()).hasSize(1);
        board.hello(JsonMapper.shared().readTree("{\"start\": \"two\"}"));
        assertThat(board.rows()).isEmpty();
        assertThat(screen(120).lines(24)).contains("Waiting for the first samples.");
    }
}
