// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads pages of metrics, one after another from the same place, and hands on the samples of the names asked for. All or nothing: a
 * page that is wrong in any line, kept or not, or passes a limit, or does not end as its format demands, yields no sample. Lines that
 * are not wanted are checked and passed over without allocation; a series that was on the page before is known by its bytes.
 *
 * <p>Stricter than Prometheus in three points: a series may stand on a page once only, since one of two values would be wrong; plain
 * text must end with a line feed, as its specification says, since otherwise a page cut in the midst of a number would be taken;
 * and no timestamp lies before 1970. Not thread safe.
 */
public final class PageReader {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final MetricNames names;
    private final PageLimits limits;
    private final ExpositionLine textLine = new ExpositionLine(ExpositionFormat.TEXT);
    private final ExpositionLine openMetricsLine = new ExpositionLine(ExpositionFormat.OPEN_METRICS);
    private final PageSamples samples;

    /** Reads pages within the usual limits. */
    public PageReader(MetricNames names) {
        this(names, PageLimits.DEFAULT);
    }

    /**
     * @param names the metrics to keep
     * @param limits what a page may hold
     */
    public PageReader(MetricNames names, PageLimits limits) {
        this.names = names;
        this.limits = limits;
        this.samples = new PageSamples(limits);
    }

    /**
     * Reads one page to its end.
     *
     * @param page the unpacked text, which stays the caller's to close
     * @param visitor is given the samples after the last line was found right; called on this thread
     * @return what the page held
     * @throws PageException when the page is not right or too large; the visitor was not called
     * @throws IOException when it cannot be read; the visitor was not called
     */
    public PageSummary read(InputStream page, ExpositionFormat format, SampleVisitor visitor)
            throws IOException, PageException {
        LimitedInput input = new LimitedInput(page, limits.bytes());
        ExpositionLines lines = new ExpositionLines(input, BUFFER_BYTES);
        samples.begin();
        try {
            readLines(lines, format);
        } catch (ExpositionException e) {
            throw new PageException(lines.number(), e.problem(), e.isLimit());
        } catch (LimitedInput.PassedException e) {
            throw new PageException(
                    lines.number() + 1,
                    "the page is longer than %,d bytes; expected less, or only a part of it to be asked for"
                            .formatted(limits.bytes()),
                    true);
        }
        samples.deliver(visitor);
        return new PageSummary(lines.number(), input.count(), samples.size());
    }

    /** The most bytes a page may have. */
    long maxBytes() {
        return limits.bytes();
    }

    /** How many series are remembered from page to page. */
    int knownSeries() {
        return samples.known();
    }

    private void readLines(ExpositionLines lines, ExpositionFormat format) throws IOException, ExpositionException {
        ExpositionLine line = format == ExpositionFormat.TEXT ? textLine : openMetricsLine;
        boolean ended = false;
        while (lines.next()) {
            if (ended) {
                throw new ExpositionException("a line after # EOF; expected # EOF to be the last");
            }
            if (lines.number() > limits.lines()) {
                throw ExpositionException.limit(
                        "the page has more than %,d lines; expected less, or only a part of it to be asked for"
                                .formatted(limits.lines()));
            }
            switch (ExpositionLine.kind(lines.buffer(), lines.start(), lines.end())) {
                case COMMENT -> {}
                case END -> ended = format == ExpositionFormat.OPEN_METRICS;
                case SAMPLE -> readSample(line, lines.buffer(), lines.start(), lines.end());
            }
        }
        if (format == ExpositionFormat.OPEN_METRICS && !ended) {
            throw new ExpositionException(
                    "the page ends here without # EOF, so it may be cut off; expected # EOF as the last line");
        }
        if (format == ExpositionFormat.TEXT && lines.endedWithoutLineFeed()) {
            throw new ExpositionException(
                    "the page ends here without a line feed, so it may be cut off; expected one after the last line");
        }
    }

    private void readSample(ExpositionLine line, byte[] bytes, int start, int end) throws ExpositionException {
        int seriesEnd = line.parseSeries(bytes, start, end);
        if (line.labels() > limits.labels()) {
            throw ExpositionException.limit(
                    "%s has %d labels; expected at most %d".formatted(line.name(), line.labels(), limits.labels()));
        }
        if (end - start > limits.labelBytes() && line.longestLabelBytes() > limits.labelBytes()) {
            throw ExpositionException.limit("a label of %s is %,d bytes long; expected at most %,d"
                    .formatted(line.name(), line.longestLabelBytes(), limits.labelBytes()));
        }
        line.parseMeasurement(bytes, seriesEnd, end);
        String name = line.nameIn(names);
        if (name != null) {
            samples.add(name, line, bytes, start, seriesEnd);
        }
    }
}
