// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.headroom.realparts.BrowserTab;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The page as a reader finds it: its panels by their places, and what they say. */
final class HeadroomPage {
    private final BrowserTab tab;
    private final String root;

    /** @param root where the service is, with a slash at its end */
    HeadroomPage(BrowserTab tab, String root) {
        this.tab = tab;
        this.root = root;
    }

    /** Goes to a path below the root, and waits until the panels have what they asked for. */
    HeadroomPage open(String path) {
        tab.open(root + path);
        return shown();
    }

    /** Waits until no panel is loading any more. */
    HeadroomPage shown() {
        waitFor("""
                () => {
                  const text = (place) => document.querySelector(place)?.textContent ?? "";
                  return document.querySelector("#strip .strip-body")?.hidden === false
                    && !text("#answer .sentence").startsWith("Asking")
                    && !text("#steps").includes("Looking up")
                    && !text("#compare").includes("Reading the last")
                    && !text("#together").includes("Reading the timeline")
                    && (document.querySelector("#focus .focus-chart").hidden
                      || document.querySelector("#focus .focus-chart canvas, #focus .focus-chart p") !== null);
                }""");
        return this;
    }

    /** What is behind: keyboard, mouse, elements. */
    Page page() {
        return tab.page();
    }

    /** The tab it is in. */
    BrowserTab tab() {
        return tab;
    }

    /** Waits until a function of the page says true. */
    void waitFor(String function) {
        page().waitForFunction(function);
    }

    /** Waits until a place says something in which this is. */
    void waitFor(String place, String words) {
        page().waitForFunction(
                        "([place, words]) => document.querySelector(place)?.textContent.includes(words)",
                        List.of(place, words));
    }

    /** What a place says, as a reader would read it. */
    String text(String place) {
        return page().locator(place).first().innerText().replaceAll("\\s+", " ").strip();
    }

    /** The answer in one sentence. */
    String sentence() {
        return text("#answer .sentence");
    }

    /** Presses keys one after the other, as Playwright names them. */
    void press(String... keys) {
        for (String key : keys) {
            page().keyboard().press(key);
        }
    }

    /** What was last told to those who do not see the page. */
    String announced() {
        return page().locator("#announcer").textContent();
    }

    /** Waits until the address bar, which is written somewhat after the panels, asks for this. */
    void waitForAddress(String parameter, String value) {
        page().waitForFunction(
                        "([parameter, value]) => new URL(location.href).searchParams.get(parameter) === value",
                        List.of(parameter, value));
    }

    /** What the address bar asks for, by parameter. */
    @SuppressWarnings("unchecked") // what the function answers
    Map<String, String> address() {
        return (Map<String, String>) page().evaluate("() => Object.fromEntries(new URL(location.href).searchParams)");
    }

    /**
     * The range in the address bar.
     *
     * @param from seconds since the epoch
     * @param length in seconds
     * @param text as it stands there
     */
    record Range(double from, double length, String text) {}

    /** The range in the address bar, once it is another than before. */
    Range range(String before) {
        page().waitForFunction(
                        "before => { const from = new URL(location.href).searchParams; return from.has('from') && from.get('from') + from.get('to') !== before }",
                        before);
        String from = Objects.requireNonNull(address().get("from"));
        String to = Objects.requireNonNull(address().get("to"));
        return new Range(seconds(from), seconds(to) - seconds(from), from + to);
    }

    /** Seconds since the epoch of an instant. */
    static double seconds(String instant) {
        return Instant.parse(instant).toEpochMilli() / 1000.0;
    }

    /**
     * The rows of a table that is behind a chart, which is opened for it.
     *
     * @param section such as {@code #strip}
     * @param number of the section's tables, from 0
     */
    @SuppressWarnings("unchecked") // what the function answers
    List<List<String>> table(String section, int number) {
        Locator behind = page().locator(section + " details.as-table").first();
        if (behind.getAttribute("open") == null) {
            behind.locator("summary").click();
        }
        Locator table = behind.locator("table").nth(number);
        table.waitFor();
        return (List<List<String>>) table.evaluate(
                "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))");
    }

    /**
     * How many pixels of a canvas have a colour of the theme, nearly.
     *
     * @param colour such as {@code accent}
     */
    int pixels(String canvas, String colour) {
        Object counted = page().locator(canvas).first().evaluate("""
                        (canvas, name) => {
                          const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
                          probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
                          probe.fillRect(0, 0, 1, 1);
                          const wanted = probe.getImageData(0, 0, 1, 1).data;
                          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
                          copy.drawImage(canvas, 0, 0);
                          const seen = copy.getImageData(0, 0, canvas.width, canvas.height).data;
                          let found = 0;
                          for (let i = 0; i < seen.length; i += 4) {
                            const off = Math.abs(seen[i] - wanted[0]) + Math.abs(seen[i + 1] - wanted[1]) + Math.abs(seen[i + 2] - wanted[2]);
                            found += seen[i + 3] > 200 && off < 24 ? 1 : 0;
                          }
                          return found;
                        }""", colour);
        return ((Number) counted).intValue();
    }
}
