// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An open page goes on by itself: what happens is on it at once, and what is not known any more it says. */
@Timeout(120)
class LivePageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CUT =
            "failed GET .*/api/v1/|Failed to load resource|net::ERR_|refused GET .*/api/v1/.*: 50[0-9]";

    private static Browser browser;

    @TempDir
    private Path folder;

    private MadeUpCpu cpu;
    private HeadroomJar service;
    private SubPathProxy proxy;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }

    @BeforeEach
    void start() throws IOException {
        cpu = new MadeUpCpu(folder.resolve("machine"));
        service = serve();
        proxy = new SubPathProxy(service.port());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        service.close();
        cpu.close();
    }

    /** Each run has what the one before it kept. */
    private HeadroomJar serve() throws IOException {
        HeadroomJar started =
                HeadroomJar.start(folder, "--headroom.host.root=" + cpu.root(), "--headroom.host.target=laptop");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> started.api("targets")
                                .get("targets")
                                .get(0)
                                .get("signals")
                                .size()
                        > 0);
        return started;
    }

    /** A burst from its beginning to its end, as the service has it. */
    private JsonNode burst() {
        int before = bursts().size();
        cpu.busy(true);
        await().atMost(PATIENCE).until(() -> bursts().size() > before);
        cpu.busy(false);
        await().atMost(PATIENCE).until(() -> !bursts().getFirst().get("end").isNull());
        return bursts().getFirst();
    }

    private List<JsonNode> bursts() {
        return service.api("bursts?signal=cpu").get("bursts").valueStream().toList();
    }

    private int streams() {
        return service.api("about").get("streams").get("open").asInt();
    }

    @Test
    void aBurstIsOnThePageAsItEndsAndIsToldToThoseWhoDoNotSeeIt() {
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, proxy.root()).open("");
            page.waitFor("#bar .state", "Live");
            assertThat(page.sentence()).startsWith("Nothing was saturated");

            cpu.busy(true);
            page.waitFor("#answer .sentence", "CPU of laptop has been full for");
            page.waitFor("#answer .severity", "Saturated now");
            tab.shoot("live-open");
            cpu.busy(false);
            page.waitFor("#answer .sentence", "CPU of laptop was full for");
            Instant seen = Instant.now();
            JsonNode burst = bursts().getFirst();
            Duration late = Duration.between(Instant.parse(burst.get("end").asString()), seen);
            System.out.printf("on the page %d ms after its end%n", late.toMillis());
            assertThat(late).as("2 s, and as much for a busy machine").isLessThan(Duration.ofSeconds(4));
            assertThat(page.sentence())
                    .contains(
                            Words.length(burst.get("durationSeconds").asDouble()),
                            Words.time(burst.get("start").asString()));

            page.waitFor("#announcer", "CPU of laptop");
            assertThat(page.page().locator("#announcer").getAttribute("aria-live"))
                    .isEqualTo("polite");
            page.waitFor("#verdict", "No deploy was running");
            tab.shoot("live");
            assertThat(page.table("#strip", 0).getFirst())
                    .startsWith(Words.time(burst.get("start").asString()), "laptop", "CPU");
            assertThat(tab.requests().stream().filter(request -> request.endsWith(proxy.root())))
                    .as("it was opened once and never again")
                    .hasSize(1);
        }
    }

    @Test
    void aStreamThatIsCutIsSaidToBeAndNothingIsLost() throws Exception {
        try (BrowserTab tab = browser.tab()) {
            tab.expect(CUT);
            HeadroomPage page = new HeadroomPage(tab, proxy.root()).open("");
            page.waitFor("#bar .state", "Live");
            JsonNode first = burst();
            page.waitFor("#answer .sentence", Words.time(first.get("start").asString()));

            Instant cut = Instant.now();
            proxy.cut();
            page.waitFor("#banner", "Nothing heard from Headroom");
            Duration late = Duration.between(cut, Instant.now());
            System.out.printf("said to be cut after %d ms%n", late.toMillis());
            assertThat(late).as("6 s, and as much for a busy machine").isLessThan(Duration.ofSeconds(12));
            page.waitFor("() => document.body.classList.contains('stale')");
            assertThat(page.text("#bar .state")).contains("Not live");
            tab.shoot("stale");
            JsonNode meanwhile = burst();
            assertThat(page.sentence())
                    .as("the last that was known")
                    .contains(Words.time(first.get("start").asString()));

            proxy.restore();
            page.waitFor(
                    "() => document.querySelector('#banner').hidden && !document.body.classList.contains('stale')");
            page.waitFor("#answer .sentence", Words.time(meanwhile.get("start").asString()));
            assertThat(page.table("#strip", 0)).hasSize(bursts().size());
            JsonNode after = burst();
            page.waitFor("#answer .sentence", Words.time(after.get("start").asString()));
        }
    }

    @Test
    void aServiceThatStoppedIsSaidToHaveAndItsNextRunIsTakenUp() throws Exception {
        try (BrowserTab tab = browser.tab()) {
            tab.expect(CUT);
            HeadroomPage page = new HeadroomPage(tab, proxy.root()).open("");
            page.waitFor("#bar .state", "Live");
            JsonNode first = burst();
            page.waitFor("#answer .sentence", Words.time(first.get("start").asString()));

            Instant asked = Instant.now();
            service.close();
            assertThat(Duration.between(asked, Instant.now()))
                    .as("an open stream does not hold it up")
                    .isLessThan(Duration.ofSeconds(10));
            page.waitFor("#banner", "Is the service running?");
            tab.shoot("stopped");

            service = serve();
            proxy.turnTo(service.port());
            page.waitFor("() => document.querySelector('#banner').hidden");
            page.waitFor("#bar .state", "Live");
            JsonNode second = burst();
            page.waitFor("#answer .sentence", Words.time(second.get("start").asString()));
            page.page().reload();
            page.shown();
            assertThat(page.table("#strip", 0).stream().map(List::getFirst))
                    .as("what both runs saw")
                    .contains(
                            Words.time(first.get("start").asString()),
                            Words.time(second.get("start").asString()));
        }
    }

    @Test
    void theTabsOfAReaderShareOneStreamAndAHiddenOneNeedsNone() {
        BrowserContext reader = browser.context(new NewContextOptions());
        try (BrowserTab first = Browser.tab(reader);
                BrowserTab second = Browser.tab(reader)) {
            HeadroomPage one = new HeadroomPage(first, proxy.root()).open("");
            one.waitFor("#bar .state", "Live");
            HeadroomPage two = new HeadroomPage(second, proxy.root()).open("");
            two.waitFor("#bar .state", "Live");
            assertThat(streams()).isEqualTo(1);

            JsonNode seen = burst();
            one.waitFor("#answer .sentence", Words.time(seen.get("start").asString()));
            two.waitFor("#answer .sentence", Words.time(seen.get("start").asString()));

            hide(one, true);
            await().atMost(PATIENCE).until(() -> streams() == 1);
            JsonNode next = burst();
            two.waitFor("#answer .sentence", Words.time(next.get("start").asString()));
            hide(two, true);
            await().atMost(PATIENCE).until(() -> streams() == 0);
            hide(one, false);
            one.waitFor("#answer .sentence", Words.time(next.get("start").asString()));
            await().atMost(PATIENCE).until(() -> streams() == 1);
            PlaywrightAssertions.assertThat(one.page().locator("#banner")).isHidden();
        }
    }

    /** What a browser says when another tab is brought to the front. */
    private static void hide(HeadroomPage page, boolean hidden) {
        page.page().evaluate("""
                        (hidden) => {
                          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
                          document.dispatchEvent(new Event("visibilitychange"));
                        }""", hidden);
    }
}
