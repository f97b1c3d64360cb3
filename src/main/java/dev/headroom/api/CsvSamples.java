// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes samples as CSV (RFC 4180) with a header, one sample a line.
 *
 * <p>Names of targets and devices come from the watched hosts. A cell that a spreadsheet would take for a formula is written with
 * an apostrophe before it, which spreadsheets show as text.
 */
final class CsvSamples {
    private static final String HEADER = "target,signal,device,start,end,usage,limit,unit,utilisation\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private CsvSamples() {}

    static void write(SampleStream samples, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        text.append(HEADER);
        try {
            samples.tell(new Lines(samples, text));
        } catch (UncheckedIOException clientGone) {
            throw clientGone.getCause();
        }
        text.flush();
    }

    /** Writes each sample as a line; what has no limit leaves limit and utilisation empty. */
    private static final class Lines implements SampleSink {
        private final String names;
        private final String unit;
        private final Writer out;

        Lines(SampleStream samples, Writer out) {
            names = cell(samples.key().target())
                    + ','
                    + samples.key().kind().id()
                    + ','
                    + cell(samples.key().device())
                    + ',';
            unit = samples.unit();
            this.out = out;
        }

        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            SamplesRecord.Sample sample = SamplesRecord.Sample.of(startNanos, endNanos, usage, capacity);
            line(sample, Double.toString(sample.limit()), Double.toString(sample.utilisation()));
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {
            line(SamplesRecord.Sample.of(startNanos, endNanos, usage, 0), "", "");
        }

        @Override
        public void hole(long startNanos, long endNanos, double observedSeconds) {}

        @Override
        public void limit(long timeNanos, Limit limit) {}

        private void line(SamplesRecord.Sample sample, String limit, String utilisation) {
            try {
                out.append(names)
                        .append(InstantJson.text(sample.start()))
                        .append(',')
                        .append(InstantJson.text(sample.end()))
                        .append(',')
                        .append(Double.toString(sample.usage()))
                        .append(',')
                        .append(limit)
                        .append(',')
                        .append(unit)
                        .append(',')
                        .append(utilisation)
                        .append("\r\n");
            } catch (IOException clientGone) {
                throw new UncheckedIOException(clientGone);
            }
        }
    }

    /** A text as one cell. */
    static String cell(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String safe = FORMULA_STARTS.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        boolean plain =
                safe.equals(text) && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
