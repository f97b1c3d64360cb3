// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Everything on the page by keyboard alone. */
@Timeout(120)
class PageKeysIT {
    @TempDir
    private static Path folder;

    private static RecordedIncident incident;
    private static Browser browser;

    private BrowserTab tab;
    private HeadroomPage page;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        browser = Browser.start();
        incident = RecordedIncident.play(folder);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        browser.close();
        incident.close();
    }

    @BeforeEach
    void open() {
        tab = browser.tab();
        page = new HeadroomPage(tab, incident.root()).open("");
    }

    @AfterEach
    void close() {
        tab.close();
    }

    @Test
    void aQuestionMarkListsAllKeysAndEscapeGoesBackToWhereTheReaderWas() {
        page.page().locator("#steps a").first().focus();
        page.press("?");

        assertThat(page.page().locator("dialog kbd").allInnerTexts())
                .contains(
                        "?", "/", "Ctrl+K", ".", ",", "j", "k", "w", "a", "s", "d", "f", "r", "Esc", "Space", "c", "e",
                        "t");
        assertThat(focusedIsIn("dialog")).isTrue();
        tab.shootWindow("keys");
        page.press("Escape");
        PlaywrightAssertions.assertThat(page.page().locator("dialog")).hasCount(0);
        assertThat(focusedIsIn("#steps")).isTrue();
    }

    @Test
    void aSlashFiltersTheRowsAndTheFilterIsTakenAwayAgain() {
        int all = rows().count();
        page.press("/");
        page.page().keyboard().type("kubemaster1001 cpu");
        page.press("Enter");
        page.page().keyboard().type("pressure");
        page.press("Enter");

        PlaywrightAssertions.assertThat(page.page().locator("#bar .chip")).hasCount(2);
        PlaywrightAssertions.assertThat(page.page().locator("#bar .chip").first())
                .containsText("kubemaster1001 cpu");
        assertThat(rows().count()).isLessThan(all);
        page.press("Escape", "Escape");
        PlaywrightAssertions.assertThat(page.page().locator("#bar .chip")).hasCount(0);
        PlaywrightAssertions.assertThat(rows()).hasCount(all);
    }

    @Test
    void commaAndFullStopStepThroughTheBursts() {
        List<JsonNode> bursts = incident.bursts();
        page.press(",");
        page.waitFor("#focus h2", Words.time(bursts.get(1).get("start").asString()));
        page.waitForAddress("sel", bursts.get(1).get("id").asString());
        page.waitFor("#announcer", Words.time(bursts.get(1).get("start").asString()));
        assertThat(page.announced()).contains("was full for");
        page.press(",");
        page.waitFor("#focus h2", Words.time(bursts.get(2).get("start").asString()));
        page.press(".", ".");
        page.waitFor("#focus h2", Words.time(bursts.getFirst().get("start").asString()));
        page.press(".");
        page.waitFor("#announcer", "No later burst");
        page.press("Escape");
        page.waitFor("() => !new URL(location.href).searchParams.has('sel')");
    }

    @Test
    void jAndKGoThroughTheRowsAndTheStepsStayOnTheRow() {
        page.press("j");
        PlaywrightAssertions.assertThat(rows().nth(0)).hasAttribute("aria-pressed", "true");
        page.press("j");
        PlaywrightAssertions.assertThat(rows().nth(1)).hasAttribute("aria-pressed", "true");
        page.press("k");
        PlaywrightAssertions.assertThat(rows().nth(0)).hasAttribute("aria-pressed", "true");
        assertThat(page.announced()).startsWith("Row CPU of kubemaster1001");
        List<JsonNode> ofTheRow = incident.bursts().stream()
                .filter(burst -> burst.get("target").asString().equals("kubemaster1001"))
                .filter(burst -> burst.get("signal").asString().equals("cpu"))
                .toList();
        assertThat(ofTheRow).hasSizeGreaterThan(1);
        page.press(",");
        page.waitFor("#focus h2", Words.time(ofTheRow.getFirst().get("start").asString()));
        page.press(",");
        page.waitFor("#focus h2", Words.time(ofTheRow.get(1).get("start").asString()));
    }

    @Test
    void wasdZoomAndMove() {
        HeadroomPage.Range all = page.range("");
        page.press("w");
        HeadroomPage.Range closer = page.range(all.text());
        assertThat(closer.length()).isCloseTo(all.length() / 2, within(2.0));
        page.press("a");
        HeadroomPage.Range earlier = page.range(closer.text());
        assertThat(earlier.from()).isCloseTo(closer.from() - closer.length() / 4, within(2.0));
        page.press("d");
        assertThat(page.range(earlier.text()).from()).isCloseTo(closer.from(), within(2.0));
        page.press("s");
        assertThat(page.range(closer.text()).length()).isCloseTo(all.length(), within(2.0));
    }

    @Test
    void fBringsTheBurstToTheMiddleAndThenFitsItAsRDoesAtOnce() {
        JsonNode burst = incident.newest();
        double start = HeadroomPage.seconds(burst.get("start").asString());
        double length = burst.get("durationSeconds").asDouble();
        HeadroomPage.Range all = page.range("");
        page.press("f");
        HeadroomPage.Range centred = page.range(all.text());
        assertThat(centred.length()).isCloseTo(all.length(), within(1.0));
        assertThat(centred.from() + centred.length() / 2).isCloseTo(start + length / 2, within(1.0));
        page.press("f");
        HeadroomPage.Range fit = page.range(centred.text());
        assertThat(fit.length()).isLessThan(4 * Math.max(length, 10));
        page.press("s");
        HeadroomPage.Range wider = page.range(fit.text());
        page.press("r");
        assertThat(page.range(wider.text())).isEqualTo(fit);
    }

    @Test
    void spaceGoesLiveAndHolds() {
        page.press(" ");
        page.waitFor("#bar .state", "Playing");
        assertThat(page.announced()).isEqualTo("Live");
        page.press(" ");
        page.waitFor("#announcer", "Paused");
        page.waitFor("() => new URL(location.href).searchParams.has('from')");
    }

    @Test
    void cCopiesTheLinkAndEExports() {
        page.press("c");
        page.waitFor("#announcer", "Link copied");
        page.press("e");
        Locator dialog = page.page().locator("dialog");
        assertThat(dialog.locator("li button").allInnerTexts())
                .containsExactly("PNG", "CSV", "OpenMetrics", "Markdown", "JSON", "NDJSON", "Trace");
        tab.shootWindow("export");
        for (Locator button : dialog.locator("li button").all()) {
            button.focus();
            var file = page.page().waitForDownload(() -> page.press("Enter"));
            assertThat(file.suggestedFilename()).startsWith("headroom-");
            assertThat(file.path()).as(file.suggestedFilename()).isNotEmptyFile();
        }
        page.press("Escape");
        PlaywrightAssertions.assertThat(dialog).hasCount(0);
    }

    @Test
    void tGoesThroughTheThemesAndZTellsLocalTime() {
        List<String> themes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            page.press("t");
            themes.add(page.page().locator("html").getAttribute("data-theme"));
        }
        assertThat(themes).containsExactly("light", "dark", "deuteranopia", "tritanopia", "light");
        String utc = page.text("#focus h2");
        page.press("z");
        page.waitFor("#focus h2", "UTC+02:00");
        page.press("z");
        page.waitFor("#focus h2", utc);
    }

    @Test
    void bShowsABurstToWhoeverHasNone() {
        page.press("b");
        Locator dialog = page.page().locator("dialog");
        dialog.locator("canvas").waitFor();
        assertThat(dialog.innerText()).contains("not of your host", "was full for", "dashboard");
        tab.shootWindow("demo");
        page.press("Escape");
        PlaywrightAssertions.assertThat(dialog).hasCount(0);
    }

    @Test
    void thePaletteFindsActionsBurstsAndDeploys() {
        JsonNode burst = incident.bursts().get(7);
        page.press("Control+k");
        page.page().keyboard().type(burst.get("id").asString());
        PlaywrightAssertions.assertThat(page.page().locator("dialog [role=option]"))
                .hasCount(1);
        tab.shootWindow("palette");
        page.press("Enter");
        page.waitFor("#focus h2", Words.time(burst.get("start").asString()));

        page.press("Control+k");
        page.page().keyboard().type("theme");
        page.press("ArrowDown", "ArrowUp", "Enter");
        page.waitFor("#announcer", "Theme light");

        page.press("Control+k");
        page.page()
                .keyboard()
                .type(incident.newest().get("verdict").get("deploy").asString());
        page.press("Enter");
        page.waitFor("() => new URL(location.href).searchParams.has('deploy')");

        page.press("Control+k", "Escape");
        PlaywrightAssertions.assertThat(page.page().locator("dialog")).hasCount(0);
    }

    @Test
    void tabReachesEveryControlWithAVisibleFocusAndComesBack() {
        Object walked = page.page().evaluate("""
                        () => {
                          const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
                          const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
                            .filter((element) => !element.disabled && seen(element))
                            .filter((element) => element.type !== "radio" || element.checked);
                          all.forEach((element, i) => (element.dataset.walk = i));
                          window.walked = { wanted: all.length, reached: new Set(), bare: [] };
                          const ring = (element) => {
                            const style = getComputedStyle(element);
                            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                          };
                          document.addEventListener("focusin", ({ target }) => {
                            window.walked.reached.add(Number(target.dataset.walk));
                            const shown = [target, target.nextElementSibling, target.closest("label")].filter(Boolean).some(ring);
                            if (!shown || target.getBoundingClientRect().width < 1) {
                              window.walked.bare.push(target.outerHTML.slice(0, 120));
                            }
                          });
                          document.activeElement?.blur();
                          return all.length;
                        }""");
        int controls = ((Number) walked).intValue();
        assertThat(controls).isGreaterThan(60);
        for (int i = 0; i < controls + 40; i++) {
            page.press("Tab");
        }
        Object missed = page.page().evaluate("""
                        () => [...document.querySelectorAll("[data-walk]")]
                          .filter((element) => !window.walked.reached.has(Number(element.dataset.walk)))
                          .map((element) => element.outerHTML.slice(0, 160))""");
        assertThat((List<?>) missed).as("never reached").isEmpty();
        assertThat((List<?>) page.page().evaluate("() => [...new Set(window.walked.bare)]"))
                .as("focused without a ring")
                .isEmpty();
        page.press("Shift+Tab");
        assertThat((Boolean) page.page().evaluate("() => document.activeElement !== null"))
                .isTrue();
    }

    private boolean focusedIsIn(String place) {
        return (Boolean) page.page().evaluate("place => document.activeElement.closest(place) !== null", place);
    }

    private Locator rows() {
        return page.page().locator("#strip .strip-labels button.row");
    }
}
