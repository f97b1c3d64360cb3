// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The samples of a series in promtool's notation: {@code 1x2 10+5x3 _x2 stale}. Runs stay runs, so that weeks of samples are a few words. */
final class SampleNotation {
    private static final Pattern GAP = Pattern.compile("_(?:x(\\d+))?");
    private static final Pattern LINE = Pattern.compile("(-?[\\d.]+)([+-][\\d.]+)?(?:x(\\d+))?");
    private static final String STALE = "stale";

    private final List<Run> runs;

    private SampleNotation(List<Run> runs) {
        this.runs = runs;
    }

    /** What a word of the notation stands for: samples on a line, moments without one, or the mark of a series that has ended. */
    private sealed interface Run {
        int length();
    }

    private record Line(BigDecimal first, BigDecimal step, int length) implements Run {
        @Override
        public String toString() {
            String number = first.toPlainString();
            if (length == 1) {
                return number;
            }
            String rise = step.signum() == 0 ? "" : (step.signum() > 0 ? "+" : "") + step.toPlainString();
            return number + rise + "x" + (length - 1);
        }
    }

    private record Gap(int length) implements Run {
        @Override
        public String toString() {
            return "_x" + length;
        }
    }

    private record End() implements Run {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public String toString() {
            return STALE;
        }
    }

    static SampleNotation of(String notation) {
        List<Run> runs = new ArrayList<>();
        for (String word : notation.strip().split("\\s+")) {
            Matcher gap = GAP.matcher(word);
            Matcher line = LINE.matcher(word);
            if (word.equals(STALE)) {
                runs.add(new End());
            } else if (gap.matches()) {
                runs.add(new Gap(number(gap.group(1), 1)));
            } else if (line.matches()) {
                BigDecimal step = line.group(2) == null ? BigDecimal.ZERO : new BigDecimal(line.group(2));
                runs.add(new Line(new BigDecimal(line.group(1)), step, number(line.group(3), 0) + 1));
            } else {
                throw new IllegalArgumentException("not a notation of samples: " + word);
            }
        }
        return new SampleNotation(runs);
    }

    /**
     * The first sample and each n-th after it, as a slower scrape sees them. A series that ends between two scrapes is marked as stale at the second, as
     * Prometheus does.
     */
    SampleNotation everyNth(int n) {
        List<Run> kept = new ArrayList<>();
        int at = 0;
        int ended = -n;
        for (Run run : runs) {
            int skipped = Math.floorMod(-at, n);
            int length = Math.ceilDiv(run.length() - skipped, n);
            if (run instanceof End) {
                ended = at;
            }
            if (length > 0) {
                switch (run) {
                    case Line(BigDecimal first, BigDecimal step, int ignored) ->
                        kept.add(new Line(
                                first.add(step.multiply(BigDecimal.valueOf(skipped))),
                                step.multiply(BigDecimal.valueOf(n)),
                                length));
                    case End end -> kept.add(end);
                    case Gap ignored -> {
                        boolean endedSince = ended > at + skipped - n;
                        if (endedSince) {
                            kept.add(new End());
                        }
                        if (!endedSince || length > 1) {
                            kept.add(new Gap(endedSince ? length - 1 : length));
                        }
                    }
                }
            }
            at += run.length();
        }
        return new SampleNotation(kept);
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(" ");
        runs.forEach(run -> words.add(run.toString()));
        return words.toString();
    }
}
