// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the page says when there is nothing to say, when it does not know, and when it was refused. */
@Timeout(120)
class PageStatesIT {
    private static final String UNKNOWN = "01HYZB0C7T0000000000000000";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static MadeUpCpu cpu;
    private static HeadroomJar service;
    private static String root;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        cpu = new MadeUpCpu(folder.resolve("machine"));
        service = HeadroomJar.start(folder, "--headroom.host.root=" + cpu.root(), "--headroom.host.target=laptop");
        root = "http://127.0.0.1:" + service.port() + "/";
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> service.api("targets")
                                .get("targets")
                                .get(0)
                                .get("signals")
                                .size()
                        > 0);
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        service.close();
        cpu.close();
    }

    @Test
    void theFirstRunSaysThatItSamplesAndThatNothingHappenedYet() {
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, root).open("");
            tab.shoot("first-run");
            assertThat(page.text("#answer .severity")).contains("Calm");
            assertThat(page.sentence()).contains("Nothing was saturated", "CPU of laptop");
            assertThat(page.text("#answer .more")).contains("Sampling for", "no burst yet", "Press b for a demo burst");
            assertThat(page.text("#strip [role=status]")).contains("No burst in 60 min 0 s", "longest gap 0");
            assertThat(page.text("#focus")).contains("No burst yet");
            assertThat(page.text("#verdict")).contains("has not heard of any deploy", "It needs none to find bursts");
            assertThat(page.text("#steps")).contains("Nothing is to be done");
            assertThat(page.text("#compare")).contains("No deploy is in focus");
            assertThat(page.text("#together")).contains("One target only");
            PlaywrightAssertions.assertThat(page.page().locator("#banner")).isHidden();
        }
    }

    @Test
    void noBurstInTheRangeTellsThePeakAndTheLongestGap() {
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, root).open("?from=2024-05-28T12:00:00Z&to=1716984000000");
            assertThat(page.text("#strip [role=status]")).contains("No burst in 24 h 0 min");
            assertThat(page.text("#bar [aria-label=Range]")).contains("2024-05-28 12:00:00 UTC + 24 h 0 min");
            tab.shoot("no-burst-in-range");
        }
    }

    @Test
    void anUnknownBurstIsSaidToBeUnknown() {
        for (String path : new String[] {"bursts/" + UNKNOWN, "?sel=" + UNKNOWN}) {
            try (BrowserTab tab = browser.tab()) {
                tab.expect("refused GET .*/api/v1/bursts/" + UNKNOWN + ": 404|Failed to load resource.* 404");
                HeadroomPage page = new HeadroomPage(tab, root).open(path);
                page.waitFor("#answer .sentence", "The burst " + UNKNOWN + " is not known here");
                page.waitFor("#focus", "older than what is kept, or of another Headroom");
                tab.shoot("unknown-burst");
            }
        }
    }

    @Test
    void aRefusalIsToldWithItsTitleItsRemedyAndItsIncidentAndTriedAgain() {
        try (BrowserTab tab = browser.tab()) {
            tab.expect("refused GET .*/timeline.*: 500|Failed to load resource.* 500");
            tab.page().route("**/api/v1/timeline?*", route -> route.fulfill(problem()));
            tab.open(root);
            HeadroomPage page = new HeadroomPage(tab, root);
            page.waitFor(
                    "#banner", "The recorder cannot be read. Block 7 is damaged. Move the file away. Incident 4711");
            assertThat(page.text("#answer .severity")).contains("Not known");
            tab.shoot("refused");
            tab.page().unroute("**/api/v1/timeline?*");
            page.waitFor("() => document.querySelector('#banner').hidden");
            assertThat(page.sentence()).contains("Nothing was saturated");
        }
    }

    private static FulfillOptions problem() {
        return new FulfillOptions()
                .setStatus(500)
                .setContentType("application/problem+json")
                .setBody("""
                        {"type": "about:blank", "title": "The recorder cannot be read", "status": 500, "detail": "Block 7 is damaged.",
                         "remedy": "Move the file away.", "incident": "4711"}""");
    }

    @Test
    void aTargetThatIsSilentOrInPartUnseenIsNamedInTheBanner() {
        try (BrowserTab tab = browser.tab()) {
            tab.page().route("**/api/v1/targets", changed(answer -> {
                ObjectNode target = (ObjectNode) answer.get("targets").get(0);
                target.withArray("/servers")
                        .addObject()
                        .put("url", "https://10.0.0.3:6443/metrics")
                        .put("kind", "kube-apiserver")
                        .put("state", "down")
                        .putArray("sources")
                        .addObject()
                        .put("source", "metrics")
                        .put("message", "connection refused");
                target.withArray("/sources")
                        .addObject()
                        .put("source", "links")
                        .put("up", false)
                        .put("reason", "denied")
                        .put("message", "no permission to read it");
            }));
            HeadroomPage page = new HeadroomPage(tab, root).open("");
            page.waitFor("#banner", "laptop is silent");
            assertThat(page.text("#banner"))
                    .contains("kube-apiserver at https://10.0.0.3:6443/metrics: connection refused", "hatched")
                    .contains("A part of laptop is not seen", "links: no permission to read it");
            tab.shoot("partial");
        }
    }

    @Test
    void aBrowserWhoseClockIsAnHourOffIsToldThatTimesAreHeadrooms() {
        try (BrowserTab tab = browser.tab()) {
            tab.page().addInitScript("{ const real = Date.now; Date.now = () => real() + 3_600_000; }");
            HeadroomPage page = new HeadroomPage(tab, root).open("");
            page.waitFor("#banner", "Two clocks.");
            assertThat(page.text("#banner")).contains("apart; times here are Headroom's");
            tab.shoot("two-clocks");
        }
    }

    @Test
    void aPageThatCannotHaveTheLiveStreamBecauseThereAreTooManySaysSoAndGetsItWhenOneIsFree() throws Exception {
        List<InputStream> others = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient();
                BrowserTab tab = browser.tab()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(root + "api/v1/stream")).build();
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            while (answer.statusCode() == 200) {
                others.add(answer.body());
                answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            }
            answer.body().close();
            assertThat(others).isNotEmpty();
            tab.expect("refused GET .*/api/v1/stream: 503|Failed to load resource.* 503|stream");
            tab.open(root);
            HeadroomPage page = new HeadroomPage(tab, root);
            page.waitFor("#banner", "Headroom has as many listeners as it takes");
            tab.shoot("too-many-pages");
            for (InputStream other : others) {
                other.close();
            }
            page.waitFor("() => document.querySelector('#banner').hidden");
        }
    }

    @Test
    void aRangeWithMoreBurstsThanAreShownSaysSo() {
        try (BrowserTab tab = browser.tab()) {
            // the steps and the dashboards of bursts that only this test knows
            tab.expect("refused GET .*/bursts/01HYZB0C7T|Failed to load resource.* 404");
            HeadroomPage page = new HeadroomPage(tab, root);
            tab.page()
                    .route(
                            "**/api/v1/bursts?*",
                            route -> route.fulfill(new FulfillOptions()
                                    .setContentType("application/json")
                                    .setBody(JSON.writeValueAsString(manyBursts()))));
            page.open("");
            page.waitFor("#strip [role=status]", "there are more: narrow the range to see all");
            tab.shoot("truncated");
        }
    }

    private static JsonNode manyBursts() {
        ObjectNode page = JSON.createObjectNode();
        var bursts = page.putArray("bursts");
        long now = System.currentTimeMillis();
        for (int i = 0; i < 1000; i++) {
            ObjectNode burst = bursts.addObject();
            burst.put("id", "01HYZB0C7T%016d".formatted(i));
            burst.put("target", "laptop").put("signal", "cpu").put("device", "");
            burst.put(
                    "start",
                    java.time.Instant.ofEpochMilli(now - 60_000 - i * 3_000L).toString());
            burst.put(
                    "end",
                    java.time.Instant.ofEpochMilli(now - 59_000 - i * 3_000L).toString());
            burst.put("durationSeconds", 1.0).put("peak", 1.0).put("mean", 0.99).put("saturatedSeconds", 1.0);
            burst.put("before", 0.2)
                    .put("samples", 10)
                    .put("coarseSamples", false)
                    .put("interrupted", false);
            burst.put("unobservedSeconds", 0.0).putArray("coarse");
            ObjectNode verdict = burst.putObject("verdict");
            verdict.putNull("deploy").put("probability", 0.1).put("decision", "unexplained");
            verdict.putArray("group");
            verdict.putArray("evidence");
            verdict.putArray("rivals");
        }
        page.put("next", "more");
        return page;
    }

    private static Consumer<Route> changed(Consumer<JsonNode> change) {
        return route -> {
            var answer = route.fetch();
            JsonNode body = JSON.readTree(answer.text());
            change.accept(body);
            route.fulfill(new FulfillOptions().setResponse(answer).setBody(JSON.writeValueAsString(body)));
        };
    }
}
