// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is done with a mouse: on the timeline, and to say whether a verdict is right. */
@Timeout(120)
class PageMouseIT {
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
        page = new HeadroomPage(tab, incident.root()).open("?from=2024-05-28T12:10:00Z&to=2024-05-28T12:50:00Z");
    }

    @AfterEach
    void close() {
        tab.close();
    }

    @Test
    void draggingOverTheTimelineZoomsToWhatWasDraggedOverAndADoubleClickShowsTheLastHour() {
        HeadroomPage.Range all = page.range("");
        drag(0.25, 0.5);
        HeadroomPage.Range closer = page.range(all.text());

        assertThat(closer.from()).isCloseTo(all.from() + all.length() / 4, within(all.length() / 200));
        assertThat(closer.length()).isCloseTo(all.length() / 4, within(all.length() / 200));
        BoundingBox timeline = timeline();
        page.page().mouse().dblclick(x(timeline, 0.5), y(timeline));
        page.waitFor("() => !new URL(location.href).searchParams.has('from')");
    }

    @Test
    void draggingWithShiftMovesTheTimeline() {
        HeadroomPage.Range all = page.range("");
        page.page().keyboard().down("Shift");
        drag(0.75, 0.25);
        page.page().keyboard().up("Shift");
        HeadroomPage.Range later = page.range(all.text());

        assertThat(later.length()).isCloseTo(all.length(), within(1.0));
        assertThat(later.from()).isCloseTo(all.from() + all.length() / 2, within(all.length() / 200));
    }

    @Test
    void theWheelZoomsAroundThePointerWithCtrlAndScrollsThePageWithout() {
        HeadroomPage.Range all = page.range("");
        BoundingBox timeline = timeline();
        page.page().mouse().move(x(timeline, 0.25), y(timeline));
        page.page().mouse().wheel(0, 40);
        page.waitFor("() => scrollY > 0");
        assertThat(page.range("").text()).isEqualTo(all.text());

        timeline = timeline();
        page.page().mouse().move(x(timeline, 0.25), y(timeline));
        page.page().keyboard().down("Control");
        page.page().mouse().wheel(0, -40);
        page.page().keyboard().up("Control");
        HeadroomPage.Range closer = page.range(all.text());
        assertThat(closer.length()).isCloseTo(0.8 * all.length(), within(2.0));
        assertThat(closer.from() + closer.length() / 4)
                .as("the time below the pointer")
                .isCloseTo(all.from() + all.length() / 4, within(all.length() / 200));
    }

    @Test
    void pointingExplainsWhatIsThereAndAClickChoosesTheBurst() {
        JsonNode burst = incident.bursts().stream()
                .filter(any -> any.get("target").asString().equals("kubemaster1001")
                        && any.get("signal").asString().equals("cpu"))
                .reduce((newer, older) -> older)
                .orElseThrow();
        double start = HeadroomPage.seconds(burst.get("start").asString());
        double length = burst.get("durationSeconds").asDouble();
        page.open("?from=%.0f&to=%.0f".formatted(1000 * (start - 30), 1000 * (start + length + 30)));
        BoundingBox timeline = timeline();
        BoundingBox row = page.page()
                .locator("#strip .strip-labels button.row[data-key='kubemaster1001\\a cpu\\a ']")
                .boundingBox();
        double x = x(timeline, (30 + length / 2) / (60 + length));
        page.page().mouse().move(x, row.y + row.height / 2);

        page.waitFor("#strip .strip-canvas", "CPU of kubemaster1001: " + Words.length(length));
        page.waitFor("#strip .strip-canvas", "caused by scap mw-web/sync-prod-k8s");
        tab.shootWindow("pointing");
        page.page().mouse().click(x, row.y + row.height / 2);
        page.waitForAddress("sel", burst.get("id").asString());
        page.waitFor("#focus h2", Words.time(burst.get("start").asString()));
    }

    @Test
    void pointingAtALiveTimelineHoldsIt() {
        page.press(" ");
        page.waitFor("#bar .state", "Playing");
        BoundingBox timeline = timeline();
        page.page().mouse().move(x(timeline, 0.5), y(timeline));
        page.waitFor("#bar .state", "Held while you point");
        page.page().mouse().move(1, 1);
        page.waitFor("#bar .state", "Playing");
    }

    @Test
    void whatAPersonSaysOfAVerdictIsKeptShownAndTakenBack() {
        JsonNode burst = incident.bursts().stream()
                .filter(any -> any.path("verdict").path("decision").asString().equals("caused"))
                .findFirst()
                .orElseThrow();
        String id = burst.get("id").asString();
        page.open("bursts/" + id);
        var yes = page.page().locator("#verdict .label-tools button").first();
        yes.click();
        page.waitFor("#verdict .label-tools", "You said: confirmed");
        assertThat(label(id)).isEqualTo("confirmed");

        page.page().locator("#verdict .label-tools button").nth(1).click();
        page.waitFor("#verdict .label-tools", "You said: wrong");
        assertThat(label(id)).isEqualTo("wrong");
        page.page().reload();
        page.shown();
        page.waitFor("#verdict .label-tools", "You said: wrong");

        var another = page.page().locator("#verdict .label-tools select");
        another.selectOption(another.locator("option").nth(1).getAttribute("value"));
        page.waitFor("#verdict .label-tools", "You said: another");
        assertThat(label(id)).isEqualTo("other");
        page.page().locator("#verdict .label-tools button").nth(1).click();
        page.waitFor("#verdict .label-tools", "You said: wrong");
        page.page().locator("#verdict .label-tools button").nth(1).click();
        page.waitFor("#verdict .label-tools", "Is it right?");
        PlaywrightAssertions.assertThat(page.page().locator("#verdict .label-tools button[aria-pressed=true]"))
                .hasCount(0);
        assertThat(label(id)).isEmpty();
    }

    private static String label(String burst) {
        return incident.service()
                .api("bursts/" + burst)
                .path("label")
                .path("label")
                .asString("");
    }

    /** From one share of the timeline's width to another, in steps. */
    private void drag(double from, double to) {
        BoundingBox timeline = timeline();
        Mouse mouse = page.page().mouse();
        mouse.move(x(timeline, from), y(timeline));
        mouse.down();
        mouse.move(x(timeline, to), y(timeline), new Mouse.MoveOptions().setSteps(8));
        mouse.up();
    }

    private BoundingBox timeline() {
        return page.page().locator("#strip .strip-canvas canvas").boundingBox();
    }

    private static double x(BoundingBox timeline, double share) {
        return timeline.x + share * timeline.width;
    }

    /** Among the rows. */
    private static double y(BoundingBox timeline) {
        return timeline.y + Math.min(timeline.height - 8, 150);
    }
}
