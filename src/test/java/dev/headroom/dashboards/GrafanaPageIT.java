// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.dashboards.DashboardViewer.Choices;
import dev.headroom.dashboards.GrafanaPage.State;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The states of panels are told apart, on a page that has the names of Grafana's: what {@link GrafanaIT} sees can fail where there is no Grafana too. */
class GrafanaPageIT {
    private static final Dashboard TARGET = Dashboard.shipped().stream()
            .filter(dashboard -> dashboard.uid().equals("headroom-target"))
            .findFirst()
            .orElseThrow();

    private static String panel(String title, String inside) {
        return "<section data-testid='data-testid Panel header %s'><h2>%s</h2>%s</section>"
                .formatted(title, title, inside);
    }

    private static String content(String inside) {
        return "<div data-testid='data-testid panel content'>" + inside + "</div>";
    }

    private static Panel shipped(String title) {
        return TARGET.panels().stream()
                .filter(panel -> panel.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDrawingNoDataAFailureAndNothingAreToldApart() throws Exception {
        String html = "<!doctype html><link rel=icon href=data:>"
                + panel("How long were the bursts?", content("<canvas></canvas>"))
                + panel("What does a usual panel draw of cpu, and what was true?", content("<canvas></canvas>"))
                + panel("What is saturated right now?", content("cpu"))
                + panel("Which source fails, and why?", content("No data"))
                + panel(
                        "Which segments are sent again?",
                        content("<div data-testid='data-testid Panel data error message'>Nothing here</div>"))
                + panel(
                        "How often is it asked?",
                        "<button data-testid='data-testid Panel status error'></button>" + content("<canvas></canvas>"))
                + panel("Does each source answer?", content("Loading plugin panel..."))
                + panel("How long does a read take?", content(""));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> asked = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] page = html.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try (Browser browser = Browser.start();
                BrowserTab tab = browser.tab()) {
            GrafanaPage page = new GrafanaPage(tab);
            page.open(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    TARGET,
                    new Choices(Map.of("target", "kubemaster1002", "signal", "cpu")),
                    RecordedIncident.WINDOW);
            Map<Panel, State> states = page.states(TARGET.panels());
            assertThat(states)
                    .containsEntry(shipped("How long were the bursts?"), State.DRAWN)
                    .containsEntry(shipped("What does a usual panel draw of $signal, and what was true?"), State.DRAWN)
                    .containsEntry(shipped("What is saturated right now?"), State.DRAWN)
                    .containsEntry(shipped("Which source fails, and why?"), State.NO_DATA)
                    .containsEntry(shipped("Which segments are sent again?"), State.NO_DATA)
                    .containsEntry(shipped("How often is it asked?"), State.FAILED)
                    .containsEntry(shipped("Does each source answer?"), State.BLANK)
                    .containsEntry(shipped("How long does a read take?"), State.BLANK)
                    .containsEntry(shipped("Is every moment watched?"), State.BLANK);
            assertThat(asked)
                    .containsExactly(
                            "/d/headroom-target?kiosk&var-datasource=headroom-prometheus&from=1716898200000&to=1716900780000&var-target=kubemaster1002&var-signal=cpu");
        } finally {
            server.stop(0);
        }
    }
}
