// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingRefusalTest {
    private static final String SERIES = "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\",instance=\"a\"}";
    private static final String FIRST = SERIES + " 1 10\n";

    private final RecordedCalls calls = new RecordedCalls();

    @TempDir
    private Path directory;

    private RecordingSummary read(byte[] bytes) throws IOException, RecordingException {
        return new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(new ByteArrayInputStream(bytes));
    }

    private RecordingSummary read(String text) throws IOException, RecordingException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private RecordingException refusal(byte[] bytes) {
        RecordingException[] caught = new RecordingException[1];
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> read(bytes))
                .satisfies(e -> caught[0] = e);
        return caught[0];
    }

    private RecordingException refusal(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1f 11                 | not a number",
                "1d 11                 | not a number",
                "0x1p3 11              | not a number",
                "0x10 11               | not a number",
                "1_000 11              | not a number",
                "1e 11                 | not a number",
                ". 11                  | not a number",
                "-nan 11               | not a number",
                "+NaN 11               | not a number",
                "Infinite 11           | not a number",
                "1,5 11                | not a number",
                "1e999 11              | too large",
                "Inf 11                | infinite",
                "-Inf 11               | infinite",
                "Infinity 11           | infinite",
                "-1 11                 | negative",
                "2 -1                  | outside the years 1970 to 9999",
                "2 253402300800        | outside the years 1970 to 9999",
                "2 1716898990100       | outside the years 1970 to 9999",
                "2 1e300               | outside the years 1970 to 9999",
                "2 9999999999          | after April 2262",
                "2 1f                  | not a number",
                "2 NaN                 | timestamp 'NaN' is not a number",
                "2 Inf                 | timestamp 'Inf' is not a number",
                "2                     | no timestamp",
                "2 11 12               | expected the end of the line",
                "2 11 # x              | expected the end of the line",
                "2 11 # {a=\"b\"} 1f   | not a number",
                "2 9.9                 | steps back",
                "2 10                  | another value",
            })
    void aBadMeasurementIsRefusedWithItsLine(String measurement, String problem) {
        RecordingException refused = refusal("\n" + FIRST + SERIES + " " + measurement + "\n# EOF\n");
        assertThat(refused.line()).isEqualTo(3);
        assertThat(refused).hasMessageStartingWith("-: line 3: ").hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 1 10                 | without the label instance",
                "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\",instance=\"\"} 1 10   | without the label instance",
                "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\",instance=\":9100\"} 1 10 | names no host",
                "node_cpu_seconds_total{mode=\"idle\",instance=\"a\"} 1 10            | without the label cpu",
                "node_cpu_seconds_total{cpu=\"0\",instance=\"a\"} 1 10                | without the label mode",
                "node_cpu_seconds_total{cpu=\"x\",mode=\"idle\",instance=\"a\"} 1 10  | not the number of a CPU",
                "node_network_receive_bytes_total{instance=\"a\"} 1 10               | without the label device",
                "node_netstat_Tcp_OutSegs 1 10                                       | without the label instance",
                "node_netstat_Tcp_OutSegs{instance=\"a\",instance=\"b\"} 1 10         | stands twice",
                "node_netstat_Tcp_OutSegs{instance=\"a\" 1 10                        | expected , or }",
                "node_netstat_Tcp_OutSegs{instance=\"a 1 10                          | closing",
                "node_netstat_Tcp_OutSegs{instance=a} 1 10                           | not quoted",
                "node_netstat_Tcp_OutSegs{instance} 1 10                             | has no value",
                "node_netstat_Tcp_OutSegs{=\"a\"} 1 10                               | not a label",
                "{instance=\"a\"} 1 10                                               | not a sample",
                "9lives{instance=\"a\"} 1 10                                         | not a sample",
                "unknown_family 1f 10                                                | not a number",
                "unknown_family                                                      | missing",
                "unknown_family 1 1716898990100                                      | outside the years",
            })
    void aBadLineIsRefusedWithItsLine(String line, String problem) {
        RecordingException refused = refusal(FIRST + line + "\n# EOF\n");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused).hasMessageContaining(problem);
    }

    @Test
    void nulIsRefused() {
        RecordingException refused = refusal(FIRST + "# a comment with \0 in it\n# EOF\n");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused).hasMessageContaining("NUL");
    }

    @Test
    void brokenUtf8IsRefusedEvenInAFamilyThatIsPassedOver() {
        byte[] bytes = (FIRST + "other{a=\"x\u00e9\"} 1 10\n# EOF\n").getBytes(StandardCharsets.ISO_8859_1);
        RecordingException refused = refusal(bytes);
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused).hasMessageContaining("0xe9").hasMessageContaining("UTF-8");
    }

    @Test
    void aLineOf64KibibytesIsReadAndALongerOneRefused() throws Exception {
        String longest = "#" + "x".repeat(64 * 1024 - 1);
        assertThat(read(longest + "\r\n# EOF\n").lines()).isEqualTo(2);
        RecordingException refused = refusal(FIRST + longest + "x\n# EOF\n");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused).hasMessageContaining("65536");
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() {
        assertThat(refusal(FIRST + "x".repeat(10_000_000))).hasMessageContaining("line 2: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", FIRST, FIRST + "# EO", FIRST + "# EOF x\n", "\n"})
    void aRecordingWithoutEofIsRefused(String text) {
        assertThat(refusal(text)).hasMessageContaining("without # EOF");
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, "# EOF\n", "# a comment\n", "other 1\n"})
    void nothingMayFollowEof(String after) {
        RecordingException refused = refusal("# EOF\n\n" + after + "\n");
        assertThat(refused.line()).isEqualTo(3);
        assertThat(refused).hasMessageContaining("# EOF");
    }

    @Test
    void aStreamInOrderOfSeriesIsRefusedWithTheRemedy() {
        String other = SERIES.replace("idle", "user");
        RecordingException refused = refusal(FIRST + SERIES + " 2 11\n" + other + " 1 10\n" + other + " 2 11\n# EOF\n");
        assertThat(refused.line()).isEqualTo(3);
        assertThat(refused).hasMessageContaining("give the recording as a file");
    }

    @Test
    void aFileWhoseSeriesStepsBackIsRefusedWithItsLine() throws Exception {
        Path file = directory.resolve("back.om");
        Files.writeString(file, FIRST + SERIES + " 2 11\n" + SERIES + " 1 10.5\n# EOF\n");
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(file))
                .withMessageStartingWith(file + ": line 3: the time of this series steps back, from 11 s to 10.5 s")
                .satisfies(e -> assertThat(e.file()).isEqualTo(file.toString()));
        assertThat(calls.inOrder()).isEmpty();
    }

    @Test
    void twoValuesForOneCounterAndTimeAreRefusedInAnyOrder() throws Exception {
        Path file = directory.resolve("two.om");
        String twin = SERIES.replace("instance", "replica=\"2\",instance");
        Files.writeString(file, SERIES + " 1 10\n" + SERIES + " 2 11\n" + twin + " 1 10\n" + twin + " 3 11\n# EOF\n");
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(file))
                .withMessageContaining("another value")
                .satisfies(e -> assertThat(e.line()).isIn(2L, 4L));
    }

    @Test
    void tooManySeriesAreRefusedBeforeTheyFillTheMemory() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= RecordingSeriesTable.MAX_SERIES; i++) {
            text.append("node_netstat_Tcp_OutSegs{x=\"").append(i).append("\",instance=\"a\"} 1 10\n");
        }
        assertThat(refusal(text.toString()).line()).isEqualTo(RecordingSeriesTable.MAX_SERIES + 1);
    }

    @Test
    void aPackedRecordingThatIsCutOffIsRefusedWithTheLineReached() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write((FIRST + "# EOF\n").getBytes(StandardCharsets.UTF_8));
        }
        for (int length = 2; length < packed.size(); length++) {
            byte[] cut = Arrays.copyOf(packed.toByteArray(), length);
            assertThat(refusal(cut)).hasMessageContaining("cut off");
        }
        byte[] damaged = packed.toByteArray();
        damaged[damaged.length - 6] ^= 1;
        assertThat(refusal(damaged)).hasMessageContaining("gzip");
    }

    @Test
    void aFileThatCannotBeReadIsNoBadRecording() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() ->
                        new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(directory.resolve("missing.om")));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(directory));
    }
}
