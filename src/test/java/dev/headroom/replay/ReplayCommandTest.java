// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayCommandTest {
    private static final String DEMO = "docs/demo/2024-05-28-wikikube/recording.om.gz";
    private static final Path GOLDEN = Path.of("src/test/resources/dev/headroom/replay/demo.txt");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void theDemoTellsItsStoryAsTheGoldenTextDoes() throws IOException {
        CommandRun.Ended replay = new CommandRun().of("replay", DEMO);

        if (Boolean.getBoolean("demo.rebuild")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, replay.out());
        }
        assertThat(replay.err()).isEmpty();
        assertThat(replay.code()).isZero();
        assertThat(replay.out()).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void noLineIsWiderThanTheTableAllowsWhereTheTerminalIsNarrow() {
        CommandRun.Ended replay = new CommandRun().environment("COLUMNS", "80").of("replay", DEMO);

        assertThat(replay.out()
                        .lines()
                        .filter(line -> line.contains("kubemaster100") && !line.startsWith("The longest")))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(80));
    }

    @Test
    void aTerminalWithoutUnicodeGetsPlainAscii() {
        CommandRun.Ended replay =
                new CommandRun().charset(StandardCharsets.US_ASCII).of("replay", DEMO);

        assertThat(replay.out()).matches("\\p{ASCII}*").contains("############").doesNotContain("?");
    }

    @Test
    void coloursAreForThoseWhoWantThem() {
        assertThat(new CommandRun().of("replay", DEMO).out()).doesNotContain("\033[");
        assertThat(new CommandRun()
                        .environment("CLICOLOR_FORCE", "1")
                        .of("replay", DEMO)
                        .out())
                .contains("\033[");
        assertThat(new CommandRun()
                        .environment("CLICOLOR_FORCE", "1")
                        .environment("NO_COLOR", "1")
                        .of("replay", DEMO)
                        .out())
                .doesNotContain("\033[");
    }

    @Test
    void theJsonIsOneObjectWithTheContractsFields() {
        CommandRun.Ended replay = new CommandRun().of("replay", DEMO, "--format", "json");

        assertThat(replay.code()).isZero();
        JsonNode result = JSON.readTree(replay.out());
        assertThat(result.propertyNames())
                .containsExactly(
                        "recording", "from", "to", "readings", "signals", "bursts", "deploys", "effects", "costs");
        assertThat(result.get("recording").asString()).isEqualTo(DEMO);
        assertThat(result.get("from").asString()).isEqualTo("2024-05-28T12:10:00.004Z");
        assertThat(result.get("to").asString()).isEqualTo("2024-05-28T12:53:00.007Z");
        assertThat(result.get("signals").get(0).propertyNames())
                .containsExactly(
                        "target", "signal", "device", "unit", "limit", "observedSeconds", "saturatedSeconds", "peak");
        assertThat(result.get("bursts").get(0).propertyNames())
                .contains("id", "start", "end", "durationSeconds", "before", "coarseSamples", "coarse", "verdict");
        assertThat(result.get("deploys").get(0).propertyNames())
                .contains("id", "source", "externalId", "phase", "finishedAt", "parent", "bursts", "saturatedSeconds");
        assertThat(replay.out()).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void theDemosVerdictsBlameTheDeploysAndNotTheBystander() {
        JsonNode result = JSON.readTree(
                new CommandRun().of("replay", DEMO, "--format", "json").out());

        List<String> unexplained = new ArrayList<>();
        for (JsonNode burst : result.get("bursts")) {
            if (burst.get("verdict").get("deploy").isNull()) {
                unexplained.add(burst.get("start").asString());
            }
        }
        assertThat(unexplained).singleElement().asString().startsWith("2024-05-28T12:33:07");
        for (JsonNode deploy : result.get("deploys")) {
            assertThat(deploy.get("bursts").asInt() > 0)
                    .as(deploy.get("name").asString())
                    .isEqualTo(deploy.get("source").asString().equals("scap"));
        }
    }

    @Test
    void aCounterThatBeginsAnewInsideABurstLeavesItOneBurstThatSaysSo() {
        JsonNode bursts = replayOfAReset(100);

        assertThat(bursts.size()).isEqualTo(1);
        JsonNode burst = bursts.get(0);
        assertThat(burst.get("start").asString()).isEqualTo("2024-05-28T12:00:04.000Z");
        assertThat(burst.get("durationSeconds").asDouble()).isCloseTo(6.0, within(1e-6));
        assertThat(burst.get("saturatedSeconds").asDouble()).isCloseTo(5.9, within(1e-6));
        assertThat(burst.get("unobservedSeconds").asDouble()).isCloseTo(0.1, within(1e-6));
        assertThat(burst.get("interrupted").asBoolean()).isFalse();
    }

    @Test
    void atOneReadingASecondTheResetIsTooLongToBridgeAndBothPartsSayThatTheyMayHaveBeenLonger() {
        JsonNode bursts = replayOfAReset(1_000);

        assertThat(bursts.valueStream()
                        .map(burst -> burst.get("durationSeconds").asDouble()))
                .containsExactly(3.0, 2.0);
        assertThat(bursts.valueStream())
                .allMatch(burst -> burst.get("interrupted").asBoolean())
                .allMatch(burst -> burst.get("unobservedSeconds").asDouble() == 0);
    }

    /** A link that is full from the 4th to the 10th second; its counter begins anew after the 7th. */
    private static JsonNode replayOfAReset(int stepMillis) {
        StringBuilder recording = new StringBuilder();
        long counter = 1_000_000_000;
        for (int millis = 0; millis <= 14_000; millis += stepMillis) {
            if (millis > 0) {
                counter += stepMillis * (millis > 4_000 && millis <= 10_000 ? 125_000L : 12_500L);
            }
            if (millis == 7_000 + stepMillis) {
                counter = 5_000;
            }
            String time = String.format(Locale.ROOT, "%.3f", 1_716_897_600 + millis / 1e3);
            recording.append("node_network_speed_bytes{instance=\"a\",device=\"eth0\"} 125000000 %s%n".formatted(time));
            recording.append("node_network_transmit_bytes_total{instance=\"a\",device=\"eth0\"} %d %s%n"
                    .formatted(counter, time));
        }
        CommandRun.Ended replay = new CommandRun()
                .input(recording.append("# EOF\n").toString().getBytes(StandardCharsets.UTF_8))
                .of("replay", "-", "--format", "json");
        assertThat(replay.err()).isEmpty();
        return JSON.readTree(replay.out()).get("bursts");
    }

    @ParameterizedTest
    @CsvSource({"burst,1", "hidden,1", "attributed,1", "never,0", "BURST,1"})
    void failOnDecidesTheExitCodeAndTheResultIsPrintedAllTheSame(String condition, int code) {
        CommandRun.Ended replay = new CommandRun().of("replay", DEMO, "--fail-on", condition);

        assertThat(replay.code()).isEqualTo(code);
        assertThat(replay.out()).contains("25 bursts");
    }

    @Test
    void nothingIsAttributedWhereNoDeploysAreKnown() throws IOException {
        Path alone = folder.resolve("alone.om.gz");
        Files.copy(Path.of(DEMO), alone);

        CommandRun.Ended replay = new CommandRun().of("replay", alone.toString(), "--fail-on", "attributed");

        assertThat(replay.code()).isZero();
        assertThat(replay.out()).contains("No deploys are known: 25 bursts");
    }

    @Test
    void standardInputIsReadWithDeploysFromElsewhere() throws IOException {
        byte[] demo;
        try (InputStream in = Files.newInputStream(Path.of(DEMO))) {
            demo = in.readAllBytes();
        }

        CommandRun.Ended replay = new CommandRun()
                .input(demo)
                .of("replay", "-", "--deploys", "docs/demo/2024-05-28-wikikube/deploys.ndjson", "--format", "json");

        assertThat(replay.code()).isZero();
        assertThat(JSON.readTree(replay.out()).get("recording").asString()).isEqualTo("-");
        assertThat(JSON.readTree(replay.out()).get("deploys").size()).isEqualTo(4);
    }

    @Test
    void anEmptyRecordingHasNoTimesAndNoBursts() throws IOException {
        Path empty = write("empty.om", "# EOF\n");

        JsonNode result = JSON.readTree(new CommandRun()
                .of("replay", empty.toString(), "--format", "json")
                .out());

        assertThat(result.get("from").isNull()).isTrue();
        assertThat(result.get("readings").asInt()).isZero();
        assertThat(new CommandRun().of("replay", empty.toString()).out()).contains("no reading", "No burst");
    }

    @Test
    void whatIsNoRecordingIsRefusedWithFileAndLineAndNothingOnStandardOutput() throws IOException {
        Path broken = write("broken.om", "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 1 1\n# EOF\n");

        CommandRun.Ended replay = new CommandRun().of("replay", broken.toString());

        assertThat(replay.code()).isEqualTo(2);
        assertThat(replay.out()).isEmpty();
        assertThat(replay.err()).contains(broken.toString(), "line 1", "instance");
    }

    @Test
    void aBrokenDeployIsRefusedWithFileAndLine() throws IOException {
        Path deploys = write("deploys.ndjson", "\n{\"source\":\"scap\"}\n");

        CommandRun.Ended replay = new CommandRun().of("replay", DEMO, "--deploys", deploys.toString());

        assertThat(replay.code()).isEqualTo(2);
        assertThat(replay.out()).isEmpty();
        assertThat(replay.err()).contains(deploys.toString(), "line 2");
    }

    @Test
    void whatCannotBeReadIsSaidWithCodeThree() {
        CommandRun.Ended missing =
                new CommandRun().of("replay", folder.resolve("missing.om").toString());
        CommandRun.Ended directory = new CommandRun().of("replay", folder.toString());
        CommandRun.Ended deploys = new CommandRun()
                .of("replay", DEMO, "--deploys", folder.resolve("missing").toString());

        assertThat(List.of(missing, directory, deploys)).allSatisfy(ended -> {
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains(folder.toString());
        });
    }

    @Test
    void hostileLabelsCannotSpeakToTheTerminal() throws IOException {
        Path hostile = write("hostile.om", full("evil\u001b[31m\u202e\u0007", 0.1));

        CommandRun.Ended replay = new CommandRun().of("replay", hostile.toString());

        assertThat(replay.code()).isZero();
        assertThat(replay.out()).contains("evil\\u001b[31m\\u202e\\u0007").doesNotContain("\u001b", "\u202e", "\u0007");
    }

    @Test
    void aRecordingOfLongSamplesSaysWhatItCouldNotHaveSeen() throws IOException {
        Path dump = write("dump.om", full("host", 15));

        assertThat(new CommandRun().of("replay", dump.toString()).out())
                .contains("What it could not have seen", "up to 15.0 s");
    }

    @Test
    void aBurstThatGoesOnAtTheEndHasNoEnd() throws IOException {
        Path open = write("open.om", full("host", 0.1));

        JsonNode burst = JSON.readTree(new CommandRun()
                        .of("replay", open.toString(), "--format", "json")
                        .out())
                .get("bursts")
                .get(0);

        assertThat(burst.get("end").isNull()).isTrue();
        assertThat(burst.get("durationSeconds").isNull()).isTrue();
        assertThat(new CommandRun().of("replay", open.toString()).out()).contains("still going on at the end");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** A host of one CPU that is half idle for ten readings and then full to the end. */
    private static String full(String instance, double stepSeconds) {
        StringBuilder text = new StringBuilder();
        double idle = 100;
        double user = 50;
        for (int reading = 0; reading < 40; reading++) {
            for (Map.Entry<String, Double> mode : List.of(Map.entry("idle", idle), Map.entry("user", user))) {
                text.append(String.format(
                        Locale.ROOT,
                        "node_cpu_seconds_total{cpu=\"0\",mode=\"%s\",instance=\"%s\"} %.3f %.3f%n",
                        mode.getKey(),
                        instance,
                        mode.getValue(),
                        1_700_000_000 + reading * stepSeconds));
            }
            double busy = reading < 10 ? stepSeconds / 2 : stepSeconds;
            user += busy;
            idle += stepSeconds - busy;
        }
        return text.append("# EOF\n").toString();
    }
}
