// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The samples kept of a page until its end is known to be right, and the series of the last pages by their text, so that a series
 * met before costs no allocation. Not thread safe.
 */
final class PageSamples {
    private final PageLimits limits;
    private final Map<SeriesText, Known> byText = new HashMap<>();
    private final Map<String, Known> byIdentity = new HashMap<>();
    private final SeriesText probe = new SeriesText();
    private @Nullable Known[] kept = new @Nullable Known[16];
    private double[] values = new double[16];
    private long[] timesNanos = new long[16];
    private int size;
    private long keptBytes;
    private long page;

    /** A series and the page it was last seen on. */
    private static final class Known {
        private final Series series;
        private long page;

        Known(Series series) {
            this.series = series;
        }
    }

    PageSamples(PageLimits limits) {
        this.limits = limits;
    }

    /** Forgets the samples of the page before, and the series that were not on it. */
    void begin() {
        if (byText.size() > 2 * size) {
            long last = page;
            byText.values().removeIf(known -> known.page != last);
            byIdentity.values().removeIf(known -> known.page != last);
        }
        size = 0;
        keptBytes = 0;
        page++;
    }

    /**
     * Keeps the sample of a parsed line.
     *
     * @param name the metric's name
     * @param start where the line starts
     * @param seriesEnd where its series ends
     */
    void add(String name, ExpositionLine line, byte[] bytes, int start, int seriesEnd) throws ExpositionException {
        keptBytes += seriesEnd - start;
        if (keptBytes > limits.keptBytes()) {
            throw ExpositionException.limit("the series asked for are longer than %,d bytes together; expected fewer"
                    .formatted(limits.keptBytes()));
        }
        probe.set(bytes, start, seriesEnd);
        Known known = byText.get(probe);
        if (known == null) {
            Series series = series(name, line);
            known = byIdentity.computeIfAbsent(identity(series), i -> new Known(series));
            byText.put(probe.copy(), known);
        }
        if (known.page == page) {
            throw new ExpositionException("the series %s stands on the page twice; expected it once"
                    .formatted(ExpositionLine.excerpt(bytes, start, seriesEnd)));
        }
        known.page = page;
        append(known, line);
    }

    private static Series series(String name, ExpositionLine line) throws ExpositionException {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < line.labels(); i++) {
            if (labels.put(line.labelName(i), line.labelValue(i)) != null) {
                throw new ExpositionException(
                        "the label %s stands twice in %s; expected it once".formatted(line.labelName(i), name));
            }
        }
        labels.values().removeIf(String::isEmpty);
        return Series.of(name, labels);
    }

    /** One text for one series, in whatever order its labels stand on the page: NUL is in no name and no value. */
    private static String identity(Series series) {
        StringBuilder identity = new StringBuilder(series.name());
        series.labels()
                .forEach((label, value) ->
                        identity.append('\0').append(label).append('\0').append(value));
        return identity.toString();
    }

    private void append(Known known, ExpositionLine line) {
        if (size == kept.length) {
            kept = Arrays.copyOf(kept, size * 2);
            values = Arrays.copyOf(values, size * 2);
            timesNanos = Arrays.copyOf(timesNanos, size * 2);
        }
        kept[size] = known;
        values[size] = line.value();
        timesNanos[size] = line.timed() ? line.timeNanos() : SampleVisitor.NO_TIME;
        size++;
    }

    /** Hands over the samples of the page. */
    void deliver(SampleVisitor visitor) {
        for (int i = 0; i < size; i++) {
            Known known = kept[i];
            if (known != null) {
                visitor.sample(known.series, values[i], timesNanos[i]);
            }
        }
    }

    /** How many samples were kept. */
    int size() {
        return size;
    }

    /** How many texts of series are remembered. */
    int known() {
        return byText.size();
    }
}
