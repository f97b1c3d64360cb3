// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static dev.headroom.exposition.ExpositionFormat.OPEN_METRICS;
import static dev.headroom.exposition.ExpositionFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headroom.AllocatedBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageReaderTest {
    private static final String PAGE = """
            # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
            # TYPE process_cpu_seconds_total counter
            process_cpu_seconds_total 12.34
            # TYPE apiserver_current_inflight_requests gauge
            apiserver_current_inflight_requests{request_kind="mutating"} 3
            apiserver_current_inflight_requests{request_kind="readOnly"} 1.5e+01 1716898990100
            apiserver_request_total{code="200",verb="GET"} 77
            """;

    private final PageReader reader =
            new PageReader(MetricNames.of("process_cpu_seconds_total", "apiserver_current_inflight_requests"));
    private final List<String> samples = new ArrayList<>();

    private void see(Series series, double value, long timeNanos) {
        samples.add(series.name() + series.labels() + " " + value
                + (timeNanos == SampleVisitor.NO_TIME ? "" : " " + timeNanos));
    }

    private PageSummary read(ExpositionFormat format, String page) throws IOException, PageException {
        return reader.read(stream(page), format, this::see);
    }

    private static InputStream stream(String page) {
        return new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(ExpositionFormat format, String page, long line, String... words) {
        assertThatExceptionOfType(PageException.class)
                .isThrownBy(() -> read(format, page))
                .satisfies(e -> assertThat(e.line()).isEqualTo(line))
                .withMessageContainingAll(words);
        assertThat(samples).as("samples of a refused page").isEmpty();
    }

    @Test
    void onlyTheNamesAskedForAreHandedOn() throws Exception {
        PageSummary summary = read(TEXT, PAGE);

        assertThat(samples)
                .containsExactly(
                        "process_cpu_seconds_total{} 12.34",
                        "apiserver_current_inflight_requests{request_kind=mutating} 3.0",
                        "apiserver_current_inflight_requests{request_kind=readOnly} 15.0 1716898990100000000");
        assertThat(summary).isEqualTo(new PageSummary(7, PAGE.length(), 3));
    }

    @Test
    void aNameThatOnlyBeginsLikeOneAskedForIsNotIt() throws Exception {
        read(TEXT, "process_cpu_seconds_total_more 1\nprocess_cpu_seconds 1\n");

        assertThat(samples).isEmpty();
    }

    @Test
    void timesAreMillisecondsInTextAndSecondsInOpenMetrics() throws Exception {
        read(TEXT, "process_cpu_seconds_total 1 1500\n");
        read(OPEN_METRICS, "process_cpu_seconds_total 1 1.5\n# EOF\n");

        assertThat(samples)
                .containsExactly(
                        "process_cpu_seconds_total{} 1.0 1500000000", "process_cpu_seconds_total{} 1.0 1500000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "-1", "12345678901234567890", "x"})
    void aTimeInTextThatIsNoNumberOfMillisecondsIsRefused(String time) {
        assertRefused(TEXT, "process_cpu_seconds_total 1 " + time + "\n", 1, "timestamp", "milliseconds", time);
    }

    @Test
    void escapesInLabelsAreResolved() throws Exception {
        List<Series> series = new ArrayList<>();
        reader.read(
                stream("process_cpu_seconds_total{path=\"C:\\\\D\",text=\"a \\\"b\\\"\\nc\",none=\"\"} 1\n"),
                TEXT,
                (met, value, timeNanos) -> series.add(met));

        assertThat(series)
                .containsExactly(Series.of("process_cpu_seconds_total", Map.of("path", "C:\\D", "text", "a \"b\"\nc")));
        assertThat(series.getFirst().label("none")).isEmpty();
    }

    @Test
    void aSeriesMetAgainIsTheSameObject() throws Exception {
        List<Series> series = new ArrayList<>();
        for (int page = 0; page < 2; page++) {
            reader.read(stream(PAGE), TEXT, (met, value, timeNanos) -> series.add(met));
        }

        assertThat(series.get(3)).isSameAs(series.get(0));
        assertThat(series.get(5)).isSameAs(series.get(2));
    }

    @Test
    void seriesThatAreGoneAreForgotten() throws Exception {
        long known = 0;
        for (int page = 0; page < 300; page++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                text.append("process_cpu_seconds_total{pod=\"")
                        .append(page * 100 + i)
                        .append("\"} 1\n");
            }
            read(TEXT, text.toString());
            known = Math.max(known, reader.knownSeries());
            samples.clear();
        }

        assertThat(known).isLessThanOrEqualTo(300);
    }

    @Test
    void openMetricsWithoutItsEndIsRefused() throws Exception {
        assertRefused(OPEN_METRICS, "process_cpu_seconds_total 1\n", 1, "# EOF");
        assertRefused(OPEN_METRICS, "# EOF\nprocess_cpu_seconds_total 1\n", 2, "after # EOF");

        read(TEXT, "process_cpu_seconds_total 1\n# EOF\nprocess_cpu_seconds_total{a=\"b\"} 1\n");
        assertThat(samples).as("in plain text it is a comment").hasSize(2);
    }

    @Test
    void textCutInTheMidstOfANumberIsRefused() {
        assertRefused(TEXT, PAGE + "process_start_time_seconds 17168", 8, "line feed", "cut off");
    }

    @Test
    void exemplarsArePassedOverInOpenMetricsAndRefusedInText() throws Exception {
        String line = "process_cpu_seconds_total 1 # {id=\"a\"} 0.5\n";
        assertRefused(TEXT, line, 1, "expected the end of the line");

        read(OPEN_METRICS, line + "# EOF\n");
        assertThat(samples).containsExactly("process_cpu_seconds_total{} 1.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other{a=\"b\" 1|after a label|expected",
                "other 1e999|too large|expected",
                "other 0x1p3|not a number|decimal",
                "other|value is missing|expected",
                "other{a=b} 1|not quoted|expected",
                "other{=\"b\"} 1|not a label|expected",
                "<html>|not a sample|expected"
            })
    void aWrongLineThatIsNotWantedStillFailsThePage(String wrong, String word, String expected) {
        assertRefused(TEXT, PAGE + wrong + "\n" + PAGE, 8, word, expected);
    }

    @Test
    void aSeriesThatStandsTwiceIsRefusedInWhateverOrderOfItsLabels() {
        assertRefused(
                TEXT,
                "process_cpu_seconds_total{a=\"1\",b=\"2\"} 1\nprocess_cpu_seconds_total{b=\"2\", a=\"1\"} 1\n",
                2,
                "twice");
    }

    @Test
    void aLabelThatStandsTwiceIsRefused() {
        assertRefused(TEXT, "process_cpu_seconds_total{a=\"1\",a=\"2\"} 1\n", 1, "label a", "twice");
    }

    @Test
    void notANumberAndInfinityAreHandedOnAsTheyStand() throws Exception {
        read(TEXT, "process_cpu_seconds_total{a=\"1\"} NaN\nprocess_cpu_seconds_total{a=\"2\"} +Inf\n");

        assertThat(samples)
                .containsExactly("process_cpu_seconds_total{a=1} NaN", "process_cpu_seconds_total{a=2} Infinity");
    }

    @Test
    void aPageIsRefusedAtEachLimit() {
        assertPassed("other{" + "a=\"\",".repeat(65) + "} 1\n", 1, "65 labels", "64");
        assertPassed("other{a=\"" + "x".repeat(4097) + "\"} 1\n", 1, "4,097 bytes", "4,096");
        assertPassed("x".repeat(70_000) + " 1\n", 1, "65536 bytes");
        assertPassed("a 1\n".repeat(200_001), 200_001, "200,000 lines");
    }

    private void assertPassed(String page, long line, String... words) {
        assertThatExceptionOfType(PageException.class)
                .isThrownBy(() -> read(TEXT, page))
                .satisfies(e -> assertThat(e.isLimit()).isTrue())
                .satisfies(e -> assertThat(e.line()).isEqualTo(line))
                .withMessageContainingAll(words);
    }

    @Test
    void aPageOverTheLimitOfBytesIsRefused() {
        PageReader small = new PageReader(MetricNames.of("a"), new PageLimits(1_000, 100_000, 8, 100, 1_000));

        assertThatExceptionOfType(PageException.class)
                .isThrownBy(() -> small.read(stream("b 1\n".repeat(251)), TEXT, this::see))
                .satisfies(e -> assertThat(e.isLimit()).isTrue())
                .withMessageContaining("1,000 bytes");
    }

    @Test
    void tooManySeriesAskedForAreRefused() {
        PageReader small = new PageReader(MetricNames.of("a"), new PageLimits(1_000_000, 100_000, 8, 100, 100));
        StringBuilder page = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            page.append("a{b=\"").append(i).append("\"} 1\n");
        }

        assertThatExceptionOfType(PageException.class)
                .isThrownBy(() -> small.read(stream(page.toString()), TEXT, this::see))
                .satisfies(e -> assertThat(e.isLimit()).isTrue());
        assertThat(samples).isEmpty();
    }

    @Test
    void linesThatAreNotWantedCostNoAllocation() throws Exception {
        InputStream few = repeatable("apiserver_request_total{code=\"200\",verb=\"GET\"} 77\n".repeat(10));
        InputStream many = repeatable("apiserver_request_total{code=\"200\",verb=\"GET\"} 77\n".repeat(10_000));
        AllocatedBytes.Work readFew = () -> readAgain(few);
        AllocatedBytes.Work readMany = () -> readAgain(many);
        readMany.run();

        long perPage = AllocatedBytes.ofTheSteadiestRound(readFew);

        assertThat(AllocatedBytes.ofTheSteadiestRound(readMany) - perPage).isLessThan(1_000);
    }

    private static InputStream repeatable(String page) {
        InputStream stream = stream(page);
        stream.mark(0);
        return stream;
    }

    private void readAgain(InputStream page) throws IOException, PageException {
        page.reset();
        reader.read(page, TEXT, this::see);
    }

    @Test
    void memoryDoesNotGrowWithThePage() throws Exception {
        byte[] line = ("other{path=\"" + "x".repeat(290) + "\"} 1\n").getBytes(StandardCharsets.UTF_8);
        long lines = 200_000;

        long allocated = AllocatedBytes.ofTheSteadiestRound(() -> {
            PageSummary summary = reader.read(repeated(line, lines), TEXT, this::see);
            assertThat(summary.bytes()).isEqualTo(line.length * lines);
        });

        assertThat(line.length * lines).as("bytes of the page").isGreaterThan(60_000_000);
        assertThat(allocated).as("bytes allocated").isLessThan(200_000);
    }

    private static InputStream repeated(byte[] line, long lines) {
        return new InputStream() {
            private long at;

            @Override
            public int read() {
                throw new UnsupportedOperationException("read in pieces");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (at == line.length * lines) {
                    return -1;
                }
                int from = (int) (at % line.length);
                int read = Math.min(length, line.length - from);
                System.arraycopy(line, from, bytes, offset, read);
                at += read;
                return read;
            }
        };
    }
}
