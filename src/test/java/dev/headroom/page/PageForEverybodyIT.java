// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page for readers who see, point and read in other ways: no rule is broken in any theme, at any width, with any dialog open. */
@Timeout(180)
class PageForEverybodyIT {
    private static final int WIDE = 1300;
    private static final int NARROW = 320;
    private static final int HIGH = 950;

    @TempDir
    private static Path folder;

    private static RecordedIncident incident;
    private static Browser browser;
    private static Axe axe;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        axe = Axe.load();
        browser = Browser.start();
        incident = RecordedIncident.play(folder);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        browser.close();
        incident.close();
    }

    @Test
    void noRuleIsBrokenInAnyTheme() {
        List<String> broken = new ArrayList<>();
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");
            page.table("#strip", 0);
            note(broken, "as it opens", page);
            for (String theme : List.of("light", "dark", "deuteranopia", "tritanopia")) {
                page.press("t");
                page.waitFor("() => document.documentElement.dataset.theme === '" + theme + "'");
                tab.shoot("theme-" + theme);
                noteColours(broken, theme, page);
            }
            page.press("t");
            page.page()
                    .emulateMedia(new EmulateMediaOptions()
                            .setForcedColors(ForcedColors.ACTIVE)
                            .setColorScheme(ColorScheme.DARK));
            tab.shoot("forced-colours");
            noteColours(broken, "forced colours", page);
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void noRuleIsBrokenWhileADialogIsOpen() {
        List<String> broken = new ArrayList<>();
        try (BrowserTab tab = browser.tab(new NewContextOptions().setColorScheme(ColorScheme.DARK))) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");
            for (Map.Entry<String, String> dialog : Map.of(
                            "?", "keys", "Control+k", "palette", "e", "export", "b", "demo")
                    .entrySet()) {
                page.press(dialog.getKey());
                page.page().locator("dialog[open]").waitFor();
                tab.shootWindow("dark-" + dialog.getValue());
                note(broken, dialog.getValue(), page);
                page.press("Escape");
                page.waitFor("() => document.querySelector('dialog') === null");
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aNarrowWindowShowsAllOfItWithoutScrollingSideways() {
        List<String> broken = new ArrayList<>();
        try (BrowserTab tab = browser.tab(new NewContextOptions().setViewportSize(NARROW, HIGH))) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");
            assertNoOverflow(page, "as it opens");
            note(broken, "320 px light", page);
            page.page().emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            tab.shoot("narrow-dark");
            noteColours(broken, "320 px dark", page);
            page.page().emulateMedia(new EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
            noteColours(broken, "320 px forced colours", page);
            page.page().emulateMedia(new EmulateMediaOptions().setForcedColors(ForcedColors.NONE));
            for (String key : List.of("?", "Control+k", "e", "b")) {
                page.press(key);
                page.page().locator("dialog[open]").waitFor();
                assertNoOverflow(page, key);
                tab.shootWindow("narrow-"
                        + Map.of("?", "keys", "Control+k", "palette", "e", "export", "b", "demo")
                                .get(key));
                page.press("Escape");
                page.waitFor("() => document.querySelector('dialog') === null");
            }
            page.table("#strip", 0);
            page.table("#focus", 0);
            page.table("#together", 0);
            page.table("#compare", 0);
            assertNoOverflow(page, "with all tables open");
            tab.shoot("narrow-tables");
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingMovesForReadersWhoAskedForThat() {
        try (BrowserTab tab = browser.tab(new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE))) {
            HeadroomPage page = new HeadroomPage(tab, incident.root()).open("");
            page.press(" ");
            page.waitFor("#bar .state", "Playing");
            assertThat(moving(page)).isEmpty();
            page.page().emulateMedia(new EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
            page.waitFor("() => document.getAnimations().length > 0");
        }
    }

    private static List<?> moving(HeadroomPage page) {
        return (List<?>) page.page().evaluate("""
                        () => [
                          ...document.getAnimations().map((animation) => animation.animationName ?? "transition"),
                          ...[...document.querySelectorAll("*")]
                            .filter((element) => getComputedStyle(element).transitionDuration.split(",").some((time) => parseFloat(time) > 0.01))
                            .map((element) => element.outerHTML.slice(0, 80)),
                        ]""");
    }

    private static void assertNoOverflow(HeadroomPage page, String when) {
        assertThat(((Number) page.page().evaluate("() => document.documentElement.scrollWidth")).intValue())
                .as("width %s", when)
                .isLessThanOrEqualTo(NARROW);
    }

    private static void noteColours(List<String> broken, String where, HeadroomPage page) {
        axe.violationsOfColour(page.page()).forEach(violation -> broken.add(where + ": " + violation));
    }

    private static void note(List<String> broken, String where, HeadroomPage page) {
        axe.violations(page.page()).forEach(violation -> broken.add(where + ": " + violation));
    }
}
