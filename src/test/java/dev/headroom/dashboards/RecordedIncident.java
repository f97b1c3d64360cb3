// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import dev.headroom.RecordedService;
import dev.headroom.ScrapedPage;
import dev.headroom.realparts.PrometheusServer;
import dev.headroom.realparts.RealPart;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The incident of 2024-05-28 in the database of a Prometheus: the demo recording goes through the pipeline of the service, its page of
 * metrics is taken every 15 s of the recording's time, and the recording rules are evaluated over it.
 */
final class RecordedIncident {
    static final Path RECORDING = Path.of("docs/demo/2024-05-28-wikikube");
    static final TimeWindow WINDOW = new TimeWindow(
            "2024-05-28",
            Instant.parse("2024-05-28T12:10:00Z"),
            Instant.parse("2024-05-28T12:53:00Z"),
            Duration.ofSeconds(15));

    /**
     * What is scraped ends with a mark when it is gone; what is written by promtool does not, and would be drawn for five minutes more. So
     * no value is taken to last longer than this.
     */
    static final String LOOK_BACK = "--query.lookback-delta=20s";

    /** Some rules look at what other rules record, which promtool sees only once it is stored. */
    private static final int RULE_DEPTH = 3;

    private static final String SCRAPED = "job=\"headroom\",instance=\"headroom.example:19847\",cluster=\"eqiad\"";

    private RecordedIncident() {}

    /** Writes it into {@code folder/data}, where {@link PrometheusServer#start} looks. */
    static void store(Path folder) throws Exception {
        Path pages = folder.resolve("pages.om");
        try (Writer out = Files.newBufferedWriter(pages)) {
            RecordedService.run(RECORDING, WINDOW.scrape(), (now, registry) -> write(now, registry, out));
            out.append("# EOF\n");
        }
        Path data = folder.resolve("data");
        promtool(folder, "openmetrics", pages.toString(), data.toString());
        for (int round = 0; round < RULE_DEPTH; round++) {
            try (PrometheusServer prometheus = PrometheusServer.start(folder, "global: {}\n", LOOK_BACK)) {
                promtool(
                        folder,
                        "rules",
                        "--url=" + prometheus.address(),
                        "--start=" + WINDOW.from().getEpochSecond(),
                        "--end=" + WINDOW.to().getEpochSecond(),
                        "--eval-interval=15s",
                        "--output-dir=" + data,
                        AlertRules.FILE.toAbsolutePath().toString());
            }
        }
    }

    private static void write(Instant now, PrometheusRegistry registry, Writer out) {
        try {
            for (Map.Entry<String, String> sample :
                    ScrapedPage.of(registry, SCRAPED).entrySet()) {
                out.append(sample.getKey())
                        .append(' ')
                        .append(sample.getValue())
                        .append(' ')
                        .append(String.valueOf(now.getEpochSecond()))
                        .append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void promtool(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(RealPart.require("promtool").toString(), "tsdb", "create-blocks-from"));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("promtool.log");
        Process promtool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!promtool.waitFor(2, TimeUnit.MINUTES) || promtool.exitValue() != 0) {
            promtool.destroyForcibly();
            throw new IOException("promtool " + String.join(" ", arguments) + ": " + Files.readString(log));
        }
    }
}
