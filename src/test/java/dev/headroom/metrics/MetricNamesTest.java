// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The conventions of Prometheus for names and labels, held against every name this package writes, also those that no test has a value for. */
class MetricNamesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/headroom/metrics");

    /** An age that the exporter reckons is frozen when the exporter is; this one tells of our own thread, which the scrape shows alive. */
    private static final String AGE = "headroom_kubernetes_watch_last_event_age_seconds";

    /** Those of the job that scrapes, of the classic histogram and the summary, and those that name a place the exporter cannot know. */
    private static final List<String> FOREIGN_LABELS =
            List.of("job", "instance", "le", "quantile", "region", "env", "environment", "pod", "timestamp");

    private static final Set<String> NAMES = found("\"(headroom_[^\"]*)\"");
    private static final Set<String> LABELS = labels();

    private static Set<String> found(String regex) {
        Pattern pattern = Pattern.compile(regex);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> pattern.matcher(text(file)).results())
                    .map(result -> result.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> labels() {
        Pattern name = Pattern.compile("\"([a-z_]+)\"");
        return found("(?s)(?:Labels\\.of|labelNames|labels\\(\\)\\s*\\.add|labels\\.add)(\\(.*?\\);)").stream()
                .flatMap(call -> name.matcher(call).results())
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thereAreNamesToLookAt() {
        assertThat(NAMES).hasSizeGreaterThan(50).contains("headroom_saturated_seconds", "headroom_utilisation_ratio");
        assertThat(LABELS).contains("target", "signal", "device", "window", "reason", "app");
    }

    @Test
    void everyNameIsOneWordAfterAnotherUnderOnePrefix() {
        assertThat(NAMES).allMatch(name -> name.matches("headroom(_[a-z0-9]+)+"));
    }

    @Test
    void quantitiesAreInBaseUnitsAndNoAgeIsReckonedForTheReader() {
        assertThat(NAMES)
                .noneMatch(name -> name.matches(
                        ".*_(bits?|kilobytes|megabytes|millis|milliseconds|micros|percent|minutes|hours)(_.*)?"))
                .filteredOn(name -> name.contains("_age_"))
                .containsExactly(AGE);
    }

    @Test
    void countersLeaveTheirSuffixToTheLibrary() {
        assertThat(NAMES).noneMatch(name -> name.endsWith("_total"));
    }

    @Test
    void utilisationIsSpelledInOneWay() {
        assertThat(NAMES).noneMatch(name -> name.contains("utilization"));
    }

    @Test
    void aShareOfTimeCanBeReckonedFromTwoCounters() {
        assertThat(NAMES).contains("headroom_saturated_seconds", "headroom_observed_seconds");
        assertThat(NAMES)
                .as("ratios that are gauges: levels, never shares of time")
                .filteredOn(name -> name.endsWith("_ratio"))
                .containsExactly(
                        "headroom_saturation_threshold_ratio",
                        "headroom_utilisation_peak_ratio",
                        "headroom_utilisation_ratio");
    }

    @Test
    void noLabelIsThatOfWhoScrapesOrOfAnUnboundedThing() {
        assertThat(LABELS).doesNotContainAnyElementsOf(FOREIGN_LABELS);
    }
}
