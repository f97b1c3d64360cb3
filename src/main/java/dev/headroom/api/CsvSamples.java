// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a flight recording as CSV (RFC 4180) with a header, one sample a line.
 *
 * <p>Names of targets and devices come from the watched hosts. A cell that a spreadsheet would take for a formula is written with
 * an apostrophe before it, which spreadsheets show as text.
 */
final class CsvSamples {
    private static final String HEADER = "target,signal,device,start,end,usage,limit,unit,utilisation\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private CsvSamples() {}

    static void write(FlightRecording recording, OutputStream out) throws IOException {
        try (Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            write(recording, text);
        }
    }

    private static void write(FlightRecording recording, Writer out) throws IOException {
        String names = cell(recording.burst().target())
                + ','
                + recording.burst().signal()
                + ','
                + cell(recording.burst().device())
                + ',';
        out.append(HEADER);
        for (int i = 0; i < recording.clip().size(); i++) {
            SamplesRecord.Sample sample = recording.sample(i);
            out.append(names)
                    .append(InstantJson.text(sample.start()))
                    .append(',')
                    .append(InstantJson.text(sample.end()))
                    .append(',')
                    .append(Double.toString(sample.usage()))
                    .append(',')
                    .append(Double.toString(sample.limit()))
                    .append(',')
                    .append(recording.unit())
                    .append(',')
                    .append(Double.toString(sample.utilisation()))
                    .append("\r\n");
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
