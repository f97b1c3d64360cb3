// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Names and addresses that somebody else chose stay text, whatever is in them. */
@Timeout(120)
class HostilePageIT {
    private static final String TARGET = "<img/src=x/onerror=alert(0)>";
    private static final int PAYLOADS = 200;
    private static final List<String> FIELDS =
            List.of("externalId", "app", "name", "namespace", "kind", "revision", "actor", "cluster");

    /** Ways to get out of text, attributes, scripts and templates that the intake takes; %1$d tells them apart. */
    private static final List<String> TAKEN = List.of(
            "\" autofocus onfocus=alert(%1$d) x=\"",
            "' onmouseover='alert(%1$d)",
            "javascript:alert(%1$d)",
            "${alert(%1$d)}",
            "{{constructor.constructor('alert(%1$d)')()}}",
            "`;alert(%1$d);//",
            "\\u003cscript\\u003ealert(%1$d)\\u003c/script\\u003e",
            "&lt;script&gt;alert(%1$d)&lt;/script&gt;");

    /** And those that it refuses, but that another source may bring one day. */
    private static final List<String> REFUSED = List.of(
            "<script>alert(%1$d)</script>",
            "<img src=x onerror=alert(%1$d)>",
            "\"><svg onload=alert(%1$d)>",
            "'><iframe srcdoc='<script>alert(%1$d)</script>'>",
            "</title><script>alert(%1$d)</script>",
            "</textarea><script>alert(%1$d)</script>",
            "--><script>alert(%1$d)</script>",
            "]]><script>alert(%1$d)</script>",
            "data:text/html,<script>alert(%1$d)</script>",
            "<a href=\"javascript:alert(%1$d)\">here</a>",
            "<details open ontoggle=alert(%1$d)>",
            "<style>*{background:url(http://127.0.0.2/%1$d)}</style>",
            "<link rel=stylesheet href=http://127.0.0.2/%1$d>",
            "<base href=http://127.0.0.2/%1$d/>",
            "<meta http-equiv=refresh content='0;url=http://127.0.0.2/%1$d'>",
            "<form action=http://127.0.0.2/%1$d><button>Go");

    /** What the service tells as text, wherever in its answers. */
    private static final Set<String> TEXTS = Set.of(
            "app",
            "name",
            "actor",
            "revision",
            "namespace",
            "kind",
            "cluster",
            "externalId",
            "source",
            "evidence",
            "text",
            "command",
            "title",
            "message",
            "version",
            "dashboard",
            "limitUnknown");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static MadeUpCpu cpu;
    private static HeadroomJar service;
    private static String root;
    private static List<Map<String, Object>> deploys;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        cpu = new MadeUpCpu(folder.resolve("machine"));
        service = HeadroomJar.start(folder, "--headroom.host.root=" + cpu.root(), "--headroom.host.target=" + TARGET);
        root = "http://127.0.0.1:" + service.port() + "/";
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> service.get("/readyz").statusCode() == 200);
        deploys = deploys();
        HttpResponse<String> answer = post(deploys);
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        cpu.busy(true);
        await().atMost(Duration.ofSeconds(30)).until(() -> bursts().size() == 1);
        cpu.busy(false);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !bursts().getFirst()
                        .get("verdict")
                        .get("decision")
                        .asString()
                        .equals("pending"));
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        service.close();
        cpu.close();
    }

    private static HttpResponse<String> post(List<Map<String, Object>> records) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(root + "api/v1/deploys"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(records)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static List<JsonNode> bursts() {
        return service.api("bursts").get("bursts").valueStream().toList();
    }

    private static List<String> payloads() {
        return IntStream.range(0, PAYLOADS)
                .mapToObj(i -> TAKEN.get((i + i / TAKEN.size()) % TAKEN.size()).formatted(i))
                .toList();
    }

    private static List<Map<String, Object>> deploys() {
        List<String> payloads = payloads();
        List<Map<String, Object>> deploys = new ArrayList<>();
        String now = Instant.now().toString();
        for (int i = 0; i + FIELDS.size() <= payloads.size(); i += FIELDS.size()) {
            Map<String, Object> deploy =
                    new java.util.HashMap<>(Map.of("source", "ci", "phase", "started", "startedAt", now));
            for (int field = 0; field < FIELDS.size(); field++) {
                deploy.put(FIELDS.get(field), payloads.get(i + field));
            }
            deploys.add(deploy);
        }
        return deploys;
    }

    @Test
    void twoHundredScriptsInEveryFieldOfDeploysAndInTheNameOfTheTargetStayText() {
        try (BrowserTab tab = browser.tab()) {
            HeadroomPage page = new HeadroomPage(tab, root).open("");
            assertThat(page.sentence()).contains(TARGET);
            assertThat(page.page().locator("#verdict").textContent())
                    .as("a group that cannot be separated")
                    .contains((String) deploys.getFirst().get("name"), (String)
                            deploys.getLast().get("name"));
            page.page()
                    .evaluate(
                            "() => [...document.querySelectorAll('details')].filter((details) => details.checkVisibility()).forEach((details) => (details.open = true))");
            assertThat(page.page().locator("#verdict").textContent())
                    .contains((String) deploys.getFirst().get("actor"), (String)
                            deploys.getLast().get("revision"));
            for (int x = 10; x < 1000; x += 90) {
                page.page()
                        .locator("#strip canvas")
                        .hover(new com.microsoft.playwright.Locator.HoverOptions()
                                .setPosition(x, 12)
                                .setForce(true));
            }
            page.page()
                    .locator("#strip canvas")
                    .click(new com.microsoft.playwright.Locator.ClickOptions()
                            .setPosition(20, 60)
                            .setForce(true));
            assertNothingMade(page);

            page.press("Control+k");
            page.page().keyboard().type("deploy:");
            assertThat(page.page().locator("dialog [role=option]").allTextContents())
                    .hasSize(deploys.size())
                    .anySatisfy(option ->
                            assertThat(option).contains((String) deploys.get(3).get("name")));
            assertNothingMade(page);
            page.press("Enter");
            page.waitFor("() => new URL(location.href).searchParams.has('deploy')");
            page.press("e");
            page.page().locator("dialog[open]").waitFor();
            assertNothingMade(page);
            tab.shootWindow("hostile-export");
            page.press("Escape");
            tab.shoot("hostile");
            page.page().setViewportSize(320, 950);
            assertThat((List<?>) page.page().evaluate("""
                                    () => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("body *")]
                                      .filter((element) => element.getBoundingClientRect().right > 321 && !element.closest(".scroll, pre"))
                                      .map((element) => element.outerHTML.slice(0, 200))"""))
                    .as("long names do not widen the page")
                    .isEmpty();
        }
    }

    @Test
    void theIntakeRefusesWhatCouldOpenAnElement() throws Exception {
        for (String form : REFUSED) {
            HttpResponse<String> answer = post(
                    List.of(Map.of("source", "ci", "externalId", "1", "name", form.formatted(1), "phase", "started")));
            assertThat(answer.statusCode()).as(form).isEqualTo(422);
        }
    }

    @Test
    void whateverTheServiceTellsIsShownAsText() {
        Map<String, String> payloads = new HashMap<>();
        try (BrowserTab tab = browser.tab()) {
            tab.page().route("**/api/v1/**", route -> {
                if (route.request().url().endsWith("/stream")) {
                    route.resume();
                    return;
                }
                var answer = route.fetch();
                JsonNode body = JSON.readTree(answer.text());
                poison(body, payloads);
                route.fulfill(new FulfillOptions().setResponse(answer).setBody(JSON.writeValueAsString(body)));
            });
            HeadroomPage page = new HeadroomPage(tab, root).open("");
            page.page()
                    .evaluate(
                            "() => [...document.querySelectorAll('details')].filter((details) => details.checkVisibility()).forEach((details) => (details.open = true))");
            page.waitFor("#verdict", "alert(");
            page.waitFor("#steps", "alert(");
            page.waitFor("#foot", "alert(");
            assertNothingMade(page);
            for (String key : List.of("Control+k", "e")) {
                page.press(key);
                page.page().locator("dialog[open]").waitFor();
                assertNothingMade(page);
                page.press("Escape");
                // a key that is pressed while the dialog closes is still the dialog's
                PlaywrightAssertions.assertThat(page.page().locator("dialog")).hasCount(0);
            }
            tab.shoot("hostile-answers");
        }
        assertThat(payloads).hasSizeGreaterThan(PAYLOADS);
    }

    /** Puts a script into the place of each text; the same for the same text. */
    private static void poison(JsonNode node, Map<String, String> payloads) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (TEXTS.contains(field.getKey()) && field.getValue().isString()) {
                    field.setValue(StringNode.valueOf(payload(field.getValue().asString(), payloads)));
                } else if (field.getKey().equals("evidence")) {
                    ArrayNode lines = (ArrayNode) field.getValue();
                    for (int i = 0; i < lines.size(); i++) {
                        lines.set(i, payload(lines.get(i).asString(), payloads));
                    }
                }
            }
        }
        node.forEach(child -> poison(child, payloads));
    }

    private static String payload(String text, Map<String, String> payloads) {
        return payloads.computeIfAbsent(
                text, any -> REFUSED.get(payloads.size() % REFUSED.size()).formatted(payloads.size()));
    }

    @Test
    void scriptsInTheAddressStayText() {
        try (BrowserTab tab = browser.tab()) {
            // asks for a burst of that name, which is none
            tab.expect("refused GET .*/api/v1/(bursts|deploys)/|Failed to load resource.* (404|400)");
            HeadroomPage page = new HeadroomPage(tab, root);
            for (String form : Stream.concat(TAKEN.stream(), REFUSED.stream()).toList()) {
                String payload = URLEncoder.encode(form.formatted(7), StandardCharsets.UTF_8);
                tab.open(root + "?"
                        + Stream.of("filter", "target", "sel", "deploy", "from", "to", "span")
                                .map(parameter -> parameter + "=" + payload)
                                .collect(Collectors.joining("&")));
                page.shown();
                assertNothingMade(page);
            }
            tab.open(root + "?filter=" + URLEncoder.encode(REFUSED.get(1), StandardCharsets.UTF_8));
            page.waitFor("#bar .chip", "<img");
        }
    }

    @Test
    void thePolicyLetsNothingElseIn() throws Exception {
        try (BrowserTab tab = browser.tab()) {
            tab.expect("Content Security Policy|violates the following|external request|failed GET http://127.0.0.2");
            HeadroomPage page = new HeadroomPage(tab, root).open("");
            page.page().evaluate("""
                            () => {
                              const script = document.createElement("script");
                              script.textContent = "window.planted = true";
                              document.body.append(script);
                              const image = document.createElement("img");
                              image.setAttribute("onerror", "window.planted = true");
                              image.src = "http://127.0.0.2/x";
                              document.body.append(image);
                            }""");
            page.waitFor("() => new Promise((resolve) => requestAnimationFrame(() => resolve(true)))");
            assertThat(page.page().evaluate("() => window.planted ?? null")).isNull();
        }
        assertThat(service.get("/").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains(
                                "default-src 'none'",
                                "script-src 'self'",
                                "frame-ancestors 'none'",
                                "form-action 'none'")
                        .doesNotContain("unsafe", "http:", "*"));
    }

    private static void assertNothingMade(HeadroomPage page) {
        assertThat((List<?>) page.page().evaluate("""
                                () => [
                                  ...document.querySelectorAll("iframe, object, embed, form, style, math, meta[http-equiv]"),
                                  ...[...document.querySelectorAll("script, img, base")].slice(3),
                                  ...[...document.querySelectorAll("*")].filter((element) =>
                                    [...element.attributes].some(({ name, value }) => name.startsWith("on") || /^(javascript|data):/i.test(value.trim()) && ["href", "src"].includes(name))),
                                ].map((element) => element.outerHTML.slice(0, 200))""")).isEmpty();
    }
}
