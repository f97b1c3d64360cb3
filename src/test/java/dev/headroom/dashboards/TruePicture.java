// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployLines;
import dev.headroom.replay.ReadProgress;
import dev.headroom.replay.RecordingReader;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Draws the CPU of one server of the demo recording twice, one above the other: as a usual panel draws it, and as it was. The deploys
 * stand between. Every line and every number is computed from the recording.
 */
final class TruePicture {
    private static final String TARGET = "kubemaster1002";
    private static final long FROM = RecordedIncident.WINDOW.from().getEpochSecond();
    private static final int SECONDS =
            Math.toIntExact(RecordedIncident.WINDOW.length().toSeconds());

    /** As most dashboards have it: scraped every minute, the rate of five. */
    private static final int SCRAPE_SECONDS = 60;

    private static final int RANGE_SECONDS = 300;
    private static final double SATURATED = 0.95;
    private static final double BRIDGED_SECONDS = 0.3;

    private static final int LEFT = 50;
    private static final int WIDTH = 732;
    private static final int HEIGHT = 112;
    private static final int THEIR_TOP = 50;
    private static final int OUR_TOP = 252;
    private static final int BAND_TOP = THEIR_TOP + HEIGHT + 12;
    private static final int BAND_HEIGHT = 26;
    private static final String DEPLOY = "#8250df";
    private static final Map<String, String> WORDS = Map.of(
            "sync-prod-k8s", "deploy, failed",
            "sync-prod-k8s [retry]", "its retry, failed",
            "roll-back of sync-prod-k8s", "roll-back");

    private final List<Sample> samples = new ArrayList<>();

    /** A level between two readings, in seconds since the start of the recording. */
    private record Sample(double start, double end, double level) {}

    private TruePicture() {}

    /** The picture as SVG. */
    static String draw() throws Exception {
        TruePicture picture = new TruePicture();
        new RecordingReader(
                        name -> new TargetSampling(name, key -> picture.new Sink(name, key), false), ReadProgress.NONE)
                .read(RecordedIncident.RECORDING.resolve("recording.om.gz"));
        try (InputStream lines = Files.newInputStream(RecordedIncident.RECORDING.resolve("deploys.ndjson"))) {
            return picture.svg(DeployLines.read(lines, "deploys.ndjson"));
        }
    }

    /** Keeps the samples of the one signal that is drawn. */
    private final class Sink implements SampleSink {
        private final boolean drawn;

        Sink(String target, SignalKey key) {
            this.drawn = target.equals(TARGET) && key.kind() == SignalKind.CPU;
        }

        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            if (drawn) {
                samples.add(new Sample(startNanos / 1e9 - FROM, endNanos / 1e9 - FROM, usage / capacity));
            }
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {}

        @Override
        public void hole(long startNanos, long endNanos, double seconds) {}

        @Override
        public void limit(long timeNanos, Limit limit) {}
    }

    /** What {@code rate[5m]} gives at a time: the growth between the first and the last scrape of the range, per second. */
    private double drawnAt(int second) {
        int last = second / SCRAPE_SECONDS * SCRAPE_SECONDS;
        int first = Math.max(0, last - RANGE_SECONDS + SCRAPE_SECONDS);
        return (busyUntil(last) - busyUntil(first)) / (last - first);
    }

    private double busyUntil(double second) {
        return samples.stream()
                .filter(sample -> sample.start() < second)
                .mapToDouble(sample -> (Math.min(second, sample.end()) - sample.start()) * sample.level())
                .sum();
    }

    private String svg(List<Deploy> deploys) {
        int[] steps = IntStream.rangeClosed(2, SECONDS / SCRAPE_SECONDS)
                .map(minute -> minute * SCRAPE_SECONDS)
                .toArray();
        double theirHighest =
                Arrays.stream(steps).mapToDouble(this::drawnAt).max().orElseThrow();
        List<Sample> bursts = bursts();
        double seconds = bursts.stream()
                .mapToDouble(burst -> burst.end() - burst.start())
                .sum();
        boolean allInDeploys =
                bursts.stream().allMatch(burst -> deploys.stream().anyMatch(deploy -> within(burst, deploy)));
        StringBuilder svg = new StringBuilder(16_384);
        line(svg, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 410" width="800" height="410" role="img" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="13" fill="#1f2328">""");
        line(
                svg,
                "<title>Above: a usual panel draws the CPU at %s at most. Below: it was at 100%% again and again, while deploys ran.</title>",
                percent(theirHighest));
        line(svg, "<rect width=\"800\" height=\"410\" fill=\"#ffffff\"/>");
        line(
                svg,
                "<text x=\"%d\" y=\"22\" font-size=\"15\" font-weight=\"600\">Your panel: never above %s</text>",
                LEFT,
                percent(theirHighest));
        line(
                svg,
                "<text x=\"%d\" y=\"40\" fill=\"#59636e\">CPU of %s, rate[5m] of a scrape every 60 s</text>",
                LEFT,
                TARGET);
        line(
                svg,
                "<text x=\"%d\" y=\"%d\" font-size=\"15\" font-weight=\"600\">Headroom: %d times at 100%%, %.0f s in all%s</text>",
                LEFT,
                OUR_TOP - 24,
                bursts.size(),
                seconds,
                allInDeploys ? ", each time during a deploy" : "");
        bands(svg, deploys);
        axes(svg, THEIR_TOP);
        axes(svg, OUR_TOP);
        line(
                svg,
                path(
                        Arrays.stream(steps)
                                .mapToObj(second -> point(second, drawnAt(second), THEIR_TOP))
                                .toList(),
                        "#0969da",
                        2));
        line(svg, path(peaks(), "#cf222e", 1.5));
        for (Sample burst : bursts) {
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\" fill=\"#cf222e\">%.0f s</text>",
                    x((burst.start() + burst.end()) / 2),
                    OUR_TOP - 5,
                    burst.end() - burst.start());
        }
        times(svg);
        line(
                svg,
                "<text x=\"%d\" y=\"403\" font-size=\"12\" fill=\"#59636e\">the highest sample, of up to ten a second; 2024-05-28, UTC; a synthetic recording built from the public report</text>",
                LEFT);
        return svg.append("</svg>\n").toString();
    }

    /** The stretches in which it was saturated. */
    private List<Sample> bursts() {
        List<Sample> bursts = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.level() >= SATURATED) {
                Sample last = bursts.isEmpty() ? null : bursts.getLast();
                if (last != null && sample.start() - last.end() < BRIDGED_SECONDS) {
                    bursts.removeLast();
                    bursts.add(new Sample(last.start(), sample.end(), 1));
                } else {
                    bursts.add(sample);
                }
            }
        }
        return bursts;
    }

    private static boolean within(Sample burst, Deploy deploy) {
        return second(deploy.startedAt()) <= burst.start()
                && burst.end() <= second(Objects.requireNonNull(deploy.finishedAt()));
    }

    /** The highest sample of each column of pixels. */
    private List<String> peaks() {
        double[] highest = new double[WIDTH];
        for (Sample sample : samples) {
            int last = Math.min(WIDTH - 1, (int) (sample.end() * WIDTH / SECONDS));
            for (int column = (int) (sample.start() * WIDTH / SECONDS); column <= last; column++) {
                highest[column] = Math.max(highest[column], sample.level());
            }
        }
        return IntStream.range(0, WIDTH)
                .mapToObj(column ->
                        String.format(Locale.ROOT, "%d %.1f", LEFT + column, height(highest[column], OUR_TOP)))
                .toList();
    }

    private static void bands(StringBuilder svg, List<Deploy> deploys) {
        for (Deploy deploy : deploys) {
            String words = WORDS.getOrDefault(Objects.requireNonNull(deploy.name()), "");
            double left = x(second(deploy.startedAt()));
            double width = x(second(Objects.requireNonNull(deploy.finishedAt()))) - left;
            line(
                    svg,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.08\"/>",
                    left,
                    THEIR_TOP,
                    width,
                    OUR_TOP + HEIGHT - THEIR_TOP,
                    DEPLOY);
            line(
                    svg,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\" fill=\"%s\"/>",
                    left,
                    BAND_TOP,
                    width,
                    BAND_HEIGHT,
                    DEPLOY);
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\" fill=\"#ffffff\">%s</text>",
                    left + width / 2,
                    BAND_TOP + 17,
                    words);
        }
    }

    private static void axes(StringBuilder svg, int top) {
        for (int level = 0; level <= 100; level += 50) {
            double y = height(level / 100.0, top);
            line(svg, "<path d=\"M%d %.1fh%d\" stroke=\"#d1d9e0\"/>", LEFT, y, WIDTH);
            line(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" font-size=\"12\" fill=\"#59636e\">%d%%</text>",
                    LEFT - 6,
                    y + 4,
                    level);
        }
    }

    private static void times(StringBuilder svg) {
        DateTimeFormatter clock =
                DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
        for (int second = 300; second < SECONDS; second += 300) {
            line(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\" fill=\"#59636e\">%s</text>",
                    x(second),
                    OUR_TOP + HEIGHT + 18,
                    clock.format(Instant.ofEpochSecond(FROM + second)));
        }
    }

    private static String path(List<String> points, String colour, double width) {
        return "<path d=\"M" + String.join("L", points) + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\""
                + width + "\" stroke-linejoin=\"round\"/>";
    }

    private static String point(double second, double level, int top) {
        return String.format(Locale.ROOT, "%.1f %.1f", x(second), height(level, top));
    }

    private static double second(Instant instant) {
        return instant.getEpochSecond() - FROM;
    }

    private static double x(double second) {
        return LEFT + second * WIDTH / SECONDS;
    }

    private static double height(double level, int top) {
        return top + HEIGHT * (1 - level);
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    private static void line(StringBuilder svg, String form, Object... values) {
        svg.append(String.format(Locale.ROOT, form, values)).append('\n');
    }
}
