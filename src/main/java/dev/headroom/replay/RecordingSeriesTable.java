// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.CounterCell;
import dev.headroom.exposition.CounterFamily;
import dev.headroom.exposition.CounterLabels;
import dev.headroom.exposition.ExpositionException;
import dev.headroom.exposition.ExpositionLine;
import dev.headroom.exposition.SeriesText;
import dev.headroom.exposition.TargetCounters;
import dev.headroom.sampling.CounterSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The series of a recording by their text, and the targets they belong to. Looking one up allocates nothing. Not thread safe. */
final class RecordingSeriesTable {
    /** What 64 MiB of heap hold; a recording of a hundred hosts with 128 CPUs each has about 110,000. */
    static final int MAX_SERIES = 150_000;

    private static final String INSTANCE = "instance";

    private final Map<SeriesText, RecordingSeries> series = new HashMap<>();
    private final Map<String, TargetCounters> targets = new HashMap<>();
    private final Function<String, CounterSink> sinks;
    private final SeriesText probe = new SeriesText();

    RecordingSeriesTable(Function<String, CounterSink> sinks) {
        this.sinks = sinks;
    }

    /**
     * The series the parsed line belongs to.
     *
     * @param line the line, its series parsed
     * @param start where the line starts
     * @param seriesEnd where its series ends
     * @return null where the series is not one that recordings are read for
     * @throws ExpositionException where it is, and a label it needs is missing or wrong
     */
    @Nullable
    RecordingSeries find(ExpositionLine line, byte[] bytes, int start, int seriesEnd) throws ExpositionException {
        CounterFamily family = CounterFamily.of(line);
        if (family == null) {
            return null;
        }
        probe.set(bytes, start, seriesEnd);
        RecordingSeries known = series.get(probe);
        return known != null ? known : add(family, line, Arrays.copyOfRange(bytes, start, seriesEnd));
    }

    private @Nullable RecordingSeries add(CounterFamily family, ExpositionLine line, byte[] text)
            throws ExpositionException {
        CounterLabels labels = CounterLabels.of(line, family);
        String instance = labels.required(INSTANCE, "the host, such as instance=\"master1:9100\"");
        String name = targetOf(instance);
        if (name.isEmpty()) {
            throw new ExpositionException(
                    "instance=\"%s\" names no host; expected instance=\"HOST\" or instance=\"HOST:PORT\""
                            .formatted(instance));
        }
        TargetCounters target = targets.computeIfAbsent(name, n -> new TargetCounters(n, sinks));
        CounterCell cell = target.cell(family, labels);
        if (cell == null) {
            return null;
        }
        if (series.size() == MAX_SERIES) {
            throw new ExpositionException(
                    "more than %,d series; expected a recording of fewer hosts: split it by instance"
                            .formatted(MAX_SERIES));
        }
        RecordingSeries added = new RecordingSeries(text, family, target, cell);
        SeriesText key = new SeriesText();
        key.set(text, 0, text.length);
        series.put(key, added);
        return added;
    }

    /** An instance without its port. What has more than one colon outside brackets is an IPv6 address without a port. */
    static String targetOf(String instance) {
        int colon = instance.lastIndexOf(':');
        if (colon < 0 || colon == instance.length() - 1) {
            return instance;
        }
        boolean bracketed = instance.startsWith("[");
        if (bracketed ? instance.charAt(colon - 1) != ']' : instance.indexOf(':') != colon) {
            return instance;
        }
        boolean port = instance.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
        return port ? instance.substring(0, colon) : instance;
    }
}
