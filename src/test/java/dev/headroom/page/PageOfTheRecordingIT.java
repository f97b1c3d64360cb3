// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The incident of 2024 read from the page alone: every panel says what the API says. */
@Timeout(120)
class PageOfTheRecordingIT {
    @TempDir
    private static Path folder;

    private static Browser browser;
    private static RecordedIncident incident;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        browser = Browser.start();
        incident = RecordedIncident.play(folder);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        try {
            incident.close();
        } finally {
            browser.close();
        }
    }

    @Test
    void theAnswerIsOneSentenceWithTargetDeployProbabilityAndWhatTheDashboardShowed() {
        JsonNode burst = incident.newest();
        JsonNode view = burst.get("coarse").get(0);
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");

            tab.shoot("recording");
            assertThat(page.sentence())
                    .contains(" of kubemaster100")
                    .contains("was full for "
                            + Words.length(burst.get("durationSeconds").asDouble()))
                    .contains("peak " + Words.percent(burst.get("peak").asDouble()))
                    .contains(Words.time(burst.get("start").asString()))
                    .contains("caused by scap mw-", "sync-prod-k8s")
                    .contains("(%.2f)"
                            .formatted(burst.get("verdict").get("probability").asDouble()))
                    .contains(
                            "60 s", "showed " + Words.percent(view.get("median").asDouble()));
            assertThat(page.text("#answer .severity")).containsIgnoringCase("saturated");
            assertThat(page.text("#answer .more")).contains("ago", "N-1");
        }
    }

    @Test
    void theTableBehindTheTimelineIsWhatTheApiSays() {
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");

            List<List<String>> rows = page.table("#strip", 0);
            assertThat(rows.stream().map(row -> List.of(row.get(0), row.get(1), row.get(3), row.get(4), row.get(5))))
                    .containsExactlyElementsOf(incident.bursts().stream()
                            .map(burst -> List.of(
                                    Words.time(burst.get("start").asString()),
                                    burst.get("target").asString(),
                                    Words.length(burst.get("durationSeconds").asDouble()),
                                    Words.percent(burst.get("peak").asDouble()),
                                    Words.percent(burst.get("before").asDouble())))
                            .toList());
            assertThat(rows).allSatisfy(row -> assertThat(row.get(6)).containsAnyOf("caused by", "unexplained"));

            List<String> known = incident.service()
                    .api("targets")
                    .get("targets")
                    .valueStream()
                    .flatMap(target -> target.get("signals")
                            .valueStream()
                            .map(signal -> target.get("target").asString() + "\n"
                                    + signal.get("signal").asString() + "\n"
                                    + signal.get("device").asString()))
                    .toList();
            assertThat(page.page().locator("#strip .strip-labels button.row").all().stream()
                            .map(row -> row.getAttribute("data-key")))
                    .containsExactlyInAnyOrderElementsOf(known);
            assertThat(page.pixels("#strip canvas", "burst")).as("blocks").isGreaterThan(200);
            assertThat(page.pixels("#strip canvas", "area")).as("levels").isGreaterThan(2000);
            assertThat(page.pixels("#strip canvas", "deploy")).as("deploys").isGreaterThan(1000);
        }
    }

    @Test
    void theBurstInFocusIsDrawnAtFullResolutionUnderWhatTheDashboardDrew() {
        JsonNode burst = incident.newest();
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");

            page.page().locator("#focus .focus-chart canvas").waitFor();
            assertThat(page.pixels("#focus canvas", "accent"))
                    .as("what was measured")
                    .isGreaterThan(300);
            assertThat(page.pixels("#focus canvas", "coarse"))
                    .as("what the dashboard drew")
                    .isGreaterThan(300);
            assertThat(page.table("#focus", 0))
                    .isEqualTo(burst.get("coarse")
                            .valueStream()
                            .map(view -> List.of(
                                    view.get("dashboard").asString(),
                                    Words.percent(view.get("best").asDouble()),
                                    Words.percent(view.get("median").asDouble()),
                                    Words.percent(view.get("worst").asDouble()),
                                    view.get("hidden").asBoolean() ? "yes" : "no"))
                            .toList());

            Instant since = Instant.parse(burst.get("start").asString()).minusSeconds(1);
            List<List<String>> measured = incident.service()
                    .api("samples?target=" + burst.get("target").asString() + "&signal="
                            + burst.get("signal").asString() + "&device="
                            + burst.get("device").asString() + "&since=" + since + "&until=" + since.plusSeconds(20))
                    .get("points")
                    .valueStream()
                    .map(point -> List.of(
                            Words.clock(point.get("start").asString()),
                            Words.percent(point.get("max").asDouble())))
                    .toList();
            assertThat(measured).hasSizeGreaterThan(150);
            List<List<String>> shown = page.table("#focus", 1).stream()
                    .map(row -> List.of(row.get(0), row.get(4)))
                    .toList();
            // the first is cut at the beginning of what is asked for
            assertThat(measured.subList(1, 150)).isSubsetOf(shown);
        }
    }

    @Test
    void theSharesOfAllCandidatesAddUpToOneAndEachOpens() {
        JsonNode burst = incident.newest();
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");

            Locator candidates = page.page().locator("#verdict .candidates > li");
            double sum = candidates.locator(".bar i").all().stream()
                    .mapToDouble(bar ->
                            Double.parseDouble(bar.getAttribute("style").replaceAll("[^0-9.]*([0-9.]+)%.*", "$1")))
                    .sum();
            assertThat(sum).isCloseTo(100, within(0.1));
            assertThat(page.text("#verdict .candidates")).contains("background");
            candidates.first().locator("summary").click();
            assertThat(candidates.first().innerText()).contains("lag", "the burst began", "pods replaced", "history");
            assertThat(page.text("#verdict .evidence"))
                    .contains(burst.get("verdict").get("evidence").get(0).asString());
            assertThat(page.page().locator("#verdict .label-tools button").allInnerTexts())
                    .containsExactly("Yes", "No");
        }
    }

    @Test
    void thePanelsBelowSayWhatToDoHowEvenItIsAndHowTheDeployCompares() {
        JsonNode burst = incident.newest();
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");

            JsonNode steps = incident.service()
                    .api("bursts/" + burst.get("id").asString() + "/steps")
                    .get("steps");
            assertThat(steps.size()).isEqualTo(3);
            assertThat(page.page().locator("#steps ol > li").count()).isEqualTo(3);
            for (JsonNode step : steps) {
                assertThat(page.page().locator("#steps").textContent())
                        .contains(step.get("text").asString());
                if (!step.get("command").isNull()) {
                    assertThat(page.page().locator("#steps pre").allTextContents())
                            .contains(step.get("command").asString());
                }
            }
            page.page().locator("#together figure canvas").first().waitFor();
            assertThat(page.page().locator("#together figure").count()).isGreaterThanOrEqualTo(2);
            assertThat(page.text("#together"))
                    .contains("kubemaster1001", "kubemaster1002", "If the busiest one were lost");
            assertThat(page.pixels("#together figure canvas", "area"))
                    .as("levels")
                    .isGreaterThan(1000);

            assertThat(page.text("#compare"))
                    .contains("of mediawiki before it", "Saturated time", "Length of the deploy");
            assertThat(page.page().locator("#compare .compare-this").count()).isGreaterThanOrEqualTo(3);
            assertThat(page.table("#compare", 0).stream()
                            .filter(row -> row.get(0).startsWith("◆ this: ")))
                    .hasSize(1);

            assertThat(page.text("#foot")).contains("Memory", "Kept", "Streams open", "Version", "Lateness");
            for (Locator link : page.page().locator("#foot a, #steps a").all()) {
                String address = link.getAttribute("href");
                assertThat(page.page().request().get(address).status())
                        .as(address)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aLinkToABurstOrADeployOpensIt() {
        List<JsonNode> bursts = incident.bursts();
        JsonNode burst = bursts.get(bursts.size() / 2);
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root())
                    .open("bursts/" + burst.get("id").asString());
            assertThat(page.sentence()).contains(Words.time(burst.get("start").asString()));
            assertThat(page.text("#focus h2"))
                    .contains(Words.time(burst.get("start").asString()));

            String deploy = incident.newest().get("verdict").get("deploy").asString();
            page.open("deploys/" + deploy);
            assertThat(page.text("#compare"))
                    .contains(Words.second(incident.service()
                            .api("deploys/" + deploy)
                            .get("startedAt")
                            .asString()));
        }
    }

    @Test
    void aCopiedLinkShowsToAnotherReaderWhatWasSeen() {
        JsonNode burst = incident.bursts().get(3);
        String link;
        List<String> seen;
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root())
                    .open("?sel=" + burst.get("id").asString());
            page.press("f", "f", "w");
            page.press("c");
            page.waitFor("#announcer", "Link copied");
            link = (String) page.page().evaluate("() => navigator.clipboard.readText()");
            seen = view(page);
        }
        assertThat(link).contains("/bursts/" + burst.get("id").asString()).contains("from=", "to=");
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root())
                    .open(link.substring(incident.root().length()));
            assertThat(view(page)).isEqualTo(seen);
        }
    }

    @Test
    void itWorksTheSameBelowAPathOfAProxy() throws IOException {
        String burst = incident.bursts().get(5).get("id").asString();
        List<String> direct;
        try (BrowserTab tab = browser.tab()) {
            direct = view(new HeadroomPage(tab, incident.root()).open("bursts/" + burst));
        }
        try (SubPathProxy proxy = new SubPathProxy(incident.service().port())) {
            try (BrowserTab tab = browser.tab()) {
                HeadroomPage page = new HeadroomPage(tab, proxy.root()).open("bursts/" + burst);
                assertThat(view(page)).isEqualTo(direct);
                assertThat(page.page().url()).startsWith(proxy.root() + "?");
                page.page().reload();
                assertThat(view(page.shown())).isEqualTo(direct);
                page.press("c");
                page.waitFor("#announcer", "Link copied");
                assertThat((String) page.page().evaluate("() => navigator.clipboard.readText()"))
                        .startsWith(proxy.root() + "bursts/" + burst);
                assertThat(tab.requests())
                        .allSatisfy(request -> assertThat(request).startsWith("GET " + proxy.root()))
                        .anySatisfy(request -> assertThat(request).endsWith("/headroom/api/v1/stream"));
            }
        }
    }

    /** What tells one view from another. */
    private static List<String> view(HeadroomPage page) {
        return List.of(
                page.sentence(),
                page.text("#focus h2"),
                page.text("#bar [aria-label=Range]"),
                page.text("#verdict .verdict-line"),
                page.text("#compare p"),
                page.table("#strip", 0).toString());
    }
}
