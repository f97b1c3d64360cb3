// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.exposition.Promtool.Opinion;
import dev.headroom.exposition.ServerClient.Packing;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.NodeExporter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our reading of pages against Prometheus' own: on the pages of real programs, and on damaged ones. */
class PagePromtoolIT {
    private static final int DAMAGED_PAGES = 80;
    private static final String TEXT = """
            # HELP a_total Some \\\\ help.
            # TYPE a_total counter
            a_total{x="1",y="a\\"b\\\\c\\nd"} 12.5
            a_total{x="2"} 1e+06 1716898990100

            # a comment
            g -3
            h_bucket{le="0.1"} 4
            h_bucket{le="+Inf"} 5
            h_sum NaN
            h_count 5
            """;
    private static final String OPEN_METRICS = """
            # HELP a Some help.
            # TYPE a counter
            a_total{x="1",y="a\\"b\\\\c\\nd"} 12.5 1716898990.1 # {id="b7"} 0.5 1716898989.9
            a_total{x="2"} 1e+06 1716898990
            # TYPE g gauge
            g -3 1716898990.123
            # EOF
            """;
    private static final String DAMAGE = "{}\"\\,= \n#0123456789.eE+-_:azAZ\tNInf\u00e9";

    /** Where we are stricter, as {@link PageReader} says. */
    private static final Pattern STRICTER = Pattern.compile("2262|1970 to|twice|line feed");

    /**
     * Where we are not as strict: metadata and comments are not read, OpenMetrics may have blank lines and needs no blank before a value, as in
     * plain text; an unknown escape stands for itself, as it does when Prometheus scrapes; and a backfill alone wants a time at each sample.
     */
    private static final Pattern LESS_STRICT = Pattern.compile(
            "metric type|in comment|unescaped new-line|second HELP|second TYPE|after HELP|after TYPE|valid start token|escape sequence|expected value after|expected label name|expected next entry after|got none");

    @TempDir
    private Path folder;

    private static MetricNames names(byte[] page) {
        Set<String> names = new LinkedHashSet<>();
        for (String line : new String(page, StandardCharsets.UTF_8).lines().toList()) {
            if (!line.startsWith("#")) {
                names.add(line.split("[{ ]", 2)[0]);
            }
        }
        return MetricNames.of(names);
    }

    /** Families by their series, as promtool counts them: a histogram's or a summary's parts are one. */
    private static Map<String, Integer> cardinalities(byte[] page) throws IOException, PageException {
        Map<String, String> types = new TreeMap<>();
        for (String line : new String(page, StandardCharsets.UTF_8).lines().toList()) {
            String[] words = line.split(" ");
            if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            }
        }
        Map<String, Integer> cardinalities = new TreeMap<>();
        new PageReader(names(page))
                .read(new ByteArrayInputStream(page), ExpositionFormat.TEXT, (series, value, timeNanos) -> {
                    String family = series.name().replaceFirst("_(bucket|sum|count)$", "");
                    boolean parts = Set.of("histogram", "summary").contains(types.getOrDefault(family, ""));
                    cardinalities.merge(parts ? family : series.name(), 1, Integer::sum);
                });
        return cardinalities;
    }

    @Test
    void aNodeExportersPageHoldsTheSameSeriesForUsAndForPromtool() throws Exception {
        byte[] page;
        try (NodeExporter exporter = NodeExporter.start(folder);
                HttpClient http = HttpClient.newHttpClient()) {
            page = http.send(
                            HttpRequest.newBuilder(URI.create(exporter.url() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        }

        assertThat(cardinalities(page)).hasSizeGreaterThan(100).isEqualTo(new Promtool(folder).cardinalities(page));
    }

    @Test
    void aRealApiServersPageIsScrapedOverTlsAndHoldsTheSameSeriesForPromtool() throws Exception {
        try (ControlPlane controlPlane = ControlPlane.start(folder);
                Scraper scraper = new Scraper(System::nanoTime, () -> ScrapeRig.WALL)) {
            byte[] page = controlPlane.apiServer().get("/metrics").body().getBytes(StandardCharsets.UTF_8);
            assertThat(cardinalities(page)).hasSizeGreaterThan(100).isEqualTo(new Promtool(folder).cardinalities(page));

            Path token = Files.writeString(folder.resolve("token"), ControlPlane.ADMIN_TOKEN);
            ServerClient client = scraper.client(new Endpoint(
                    controlPlane.apiServer().url(), TlsSettings.trusting(controlPlane.certificateAuthority()), token));
            PageReader reader = new PageReader(MetricNames.of("process_cpu_seconds_total"));
            for (Packing packing : Packing.values()) {
                double[] seconds = new double[1];
                Scraped scraped = client.scrape(
                        "/metrics",
                        packing,
                        reader,
                        (series, value, time) -> seconds[0] = value,
                        Duration.ofSeconds(20));
                assertThat(seconds[0]).isPositive();
                assertThat(scraped.page().samples()).isEqualTo(1);
                assertThat(scraped.page().lines()).isGreaterThan(1_000);
            }
            Probed ready = client.probe("/readyz", Duration.ofSeconds(20));
            assertThat(ready.ok()).isTrue();
            assertThat(ready.cost().newConnection()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofDamagedPagesWeAndPromtoolThinkTheSameButWhereOursDiffersByIntent(ExpositionFormat format) throws Exception {
        Promtool promtool = new Promtool(folder);
        Random random = new Random(11);
        String whole = format == ExpositionFormat.TEXT ? TEXT : OPEN_METRICS;
        int refusedByBoth = 0;
        for (int i = 0; i < DAMAGED_PAGES; i++) {
            byte[] page = (i == 0 ? whole : damaged(whole, random)).getBytes(StandardCharsets.UTF_8);
            Opinion ours = ours(format, page);
            Opinion theirs = promtool.of(format, page);
            String seen = "%s%nwe: %s%npromtool: %s".formatted(new String(page, StandardCharsets.UTF_8), ours, theirs);
            if (ours.accepted() && !theirs.accepted()) {
                assertThat(theirs.reason()).as(seen).containsPattern(LESS_STRICT);
            } else if (!ours.accepted() && theirs.accepted()) {
                assertThat(ours.reason()).as(seen).containsPattern(STRICTER);
            } else if (!ours.accepted()) {
                refusedByBoth++;
            }
        }
        assertThat(refusedByBoth).as("damage that both saw").isGreaterThan(DAMAGED_PAGES / 5);
    }

    private static Opinion ours(ExpositionFormat format, byte[] page) throws IOException {
        try {
            new PageReader(MetricNames.of("a_total", "g", "h_sum"))
                    .read(new ByteArrayInputStream(page), format, (series, value, timeNanos) -> {});
            return new Opinion(true, "");
        } catch (PageException e) {
            return new Opinion(false, String.valueOf(e.getMessage()));
        }
    }

    private static String damaged(String page, Random random) {
        StringBuilder damaged = new StringBuilder(page);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int at = random.nextInt(damaged.length());
            char other = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, other);
                default -> damaged.setCharAt(at, other);
            }
        }
        return damaged.toString();
    }
}
