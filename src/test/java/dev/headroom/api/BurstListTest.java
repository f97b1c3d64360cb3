// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.history.BurstRecord;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BurstListTest extends ApiTest {
    @Test
    void anEmptyHistoryIsAnEmptyListAndNotAnError() {
        JsonNode answer = get("/api/v1/bursts");

        assertThat(answer.toString()).isEqualTo("{\"bursts\":[],\"next\":null}");
    }

    @Test
    void aBurstIsTheRecordOfTheContract() {
        history().save(burst("01HZ0000000000000000000001", 1));

        JsonNode burst = get("/api/v1/bursts").path("bursts").path(0);

        assertThat(burst.toString())
                .isEqualTo(
                        "{\"id\":\"01HZ0000000000000000000001\",\"target\":\"node-1\",\"signal\":\"cpu\",\"device\":\"\","
                                + "\"start\":\"2024-05-28T09:00:01.000Z\",\"end\":\"2024-05-28T09:00:02.500Z\",\"durationSeconds\":1.5,"
                                + "\"peak\":1.02,\"mean\":0.99,\"saturatedSeconds\":1.4,\"before\":0.2,\"samples\":15,"
                                + "\"coarseSamples\":false,\"interrupted\":false,\"unobservedSeconds\":0.0,\"coarse\":[{\"dashboard\":\"60s/rate[5m]/60s\","
                                + "\"scrapeSeconds\":60.0,\"function\":\"rate\",\"rangeSeconds\":300.0,\"stepSeconds\":60.0,"
                                + "\"best\":0.45,\"median\":0.4,\"worst\":0.35,\"hidden\":true}],\"verdict\":{\"deploy\":null,"
                                + "\"group\":[],\"probability\":0.0,\"decision\":\"unexplained\",\"evidence\":[\"No deploy ran.\"],"
                                + "\"rivals\":[]},\"label\":null}");
        assertThat(get("/api/v1/bursts/01HZ0000000000000000000001")).isEqualTo(burst);
    }

    @Test
    void pagesFollowOneAnotherByCursorAndByLinkWithoutRepeatingWhileBurstsArrive() {
        for (int second = 0; second < 10; second++) {
            history().save(burst("B" + second, second));
        }
        List<String> seen = new ArrayList<>();
        String path = "/api/v1/bursts?limit=3&until=2024-05-28T09:00:10Z";
        while (!path.isEmpty()) {
            HttpResponse<String> response = send("GET", path);
            JsonNode page = json.readTree(response.body());
            seen.addAll(ids(page));
            history().save(burst("N" + seen.size(), 5 + seen.size()));
            String link = response.headers().firstValue("Link").orElse("");
            assertThat(link.isEmpty()).isEqualTo(page.path("next").isNull());
            path = link.isEmpty() ? "" : nextOf(link, page.path("next").asString());
        }

        assertThat(seen).containsExactly("B9", "B8", "B7", "B6", "B5", "B4", "B3", "B2", "B1", "B0");
    }

    private static String nextOf(String link, String cursor) {
        assertThat(link)
                .startsWith("<http://localhost:")
                .endsWith(">; rel=\"next\"")
                .contains("cursor=" + cursor);
        URI uri = URI.create(link.substring(1, link.indexOf('>')));
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    @Test
    void anOpenBurstIsListedAndFoundWithoutAnEnd() {
        history().save(burst("B1", 1));
        history().save(burst("B9", 9));
        live.signals.add(status(CPU, new Limit.Known(2), detected("OPEN", CPU, 5, true)));

        JsonNode page = get("/api/v1/bursts");
        assertThat(ids(page)).containsExactly("B9", "OPEN", "B1");
        JsonNode open = page.path("bursts").path(1);
        assertThat(open.path("end").isNull()).isTrue();
        assertThat(open.path("durationSeconds").isNull()).isTrue();
        assertThat(open.path("verdict").path("decision").asString()).isEqualTo("pending");
        assertThat(get("/api/v1/bursts/OPEN")).isEqualTo(open);
    }

    @Test
    void openBurstsArePagedWithTheOthers() {
        SignalKey network = new SignalKey("node-1", SignalKind.NETWORK_TRANSMIT, "eth0");
        history().save(burst("B1", 1));
        history().save(burst("B4", 4));
        live.signals.add(status(CPU, new Limit.Known(2), detected("OPEN5", CPU, 5, true)));
        live.signals.add(status(network, new Limit.Known(2), detected("OPEN2", network, 2, true)));

        List<String> seen = new ArrayList<>();
        JsonNode page = get("/api/v1/bursts?limit=1");
        seen.addAll(ids(page));
        while (!page.path("next").isNull()) {
            page = get("/api/v1/bursts?limit=1&cursor=" + page.path("next").asString());
            seen.addAll(ids(page));
        }

        assertThat(seen).containsExactly("OPEN5", "B4", "OPEN2", "B1");
        assertThat(ids(get("/api/v1/bursts?signal=network_transmit"))).containsExactly("OPEN2");
        assertThat(ids(get("/api/v1/bursts?app=web"))).isEmpty();
    }

    @Test
    void aBurstThatClosedWhileItWasAskedForIsTheClosedOneAndOnlyOnce() {
        history().save(burst("SAME", 5));
        live.signals.add(status(CPU, new Limit.Known(2), detected("SAME", CPU, 5, true)));

        JsonNode page = get("/api/v1/bursts");
        assertThat(ids(page)).containsExactly("SAME");
        assertThat(page.path("bursts").path(0).path("end").isNull()).isFalse();
        assertThat(get("/api/v1/bursts/SAME").path("end").isNull()).isFalse();
    }

    @Test
    void aBurstSavedWhileOpenShowsHowItStandsNow() {
        BurstRecord earlier = BurstRecord.of(detected("SAME", CPU, 5, true), Verdict.unexplained(""));
        history().save(earlier);
        live.signals.add(status(CPU, new Limit.Known(2), detected("SAME", CPU, 5, true)));

        assertThat(get("/api/v1/bursts")
                        .path("bursts")
                        .path(0)
                        .path("verdict")
                        .path("decision")
                        .asString())
                .isEqualTo("pending");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            since=2024-05-28T09:00:03Z            | B3 B2
            since=2024-05-28T11:00:03%2B02:00     | B3 B2
            since=2024-05-28T11:00:03+02:00       | B3 B2
            since=2024-05-28T09:00:03             | B3 B2
            since=1716886803                      | B3 B2
            since=1716886803.5                    | B3 B2
            since=1716886804.5                    | B3
            since=1716886803000                   | B3 B2
            since=2024-05-29                      | ''
            until=2024-05-28T09:00:02.000Z        | B1
            until=2024-05-28T09:00:02.001Z        | B2 B1
            since=0&until=1716886802              | B1
            since=1716886803&until=1716886803     | B2
            target=node-1                         | B3 B2 B1
            target=elsewhere                      | ''
            signal=cpu                            | B3 B2 B1
            signal=cpu_steal                      | ''
            app=web                               | B2
            app=other                             | ''
            hidden=true                           | B3 B2 B1
            hidden=false                          | ''
            limit=2                               | B3 B2
            limit=1000                            | B3 B2 B1
            """)
    void eachParameterFilters(String parameters, String ids) {
        history().save(burst("B1", 1));
        history()
                .save(BurstRecord.of(
                        detected("B2", CPU, 2, false),
                        new Verdict("D1", List.of("D1"), 0.9, Verdict.Decision.CAUSED, List.of(), List.of())));
        history().save(burst("B3", 3));

        assertThat(String.join(" ", ids(get("/api/v1/bursts?" + parameters)))).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0                        | limit  | 0
            limit=1001                     | limit  | 1001
            limit=-1                       | limit  | -1
            limit=1e9                      | limit  | 1e9
            limit=99999999999999999999     | limit  | 99999999999999999999
            limit=                         | limit  | ''
            since=yesterday                | since  | yesterday
            since=                         | since  | ''
            since=-5                       | since  | -5
            since=2024-02-30T00:00:00Z     | since  | 2024-02-30T00:00:00Z
            since=2024-05-28T25:00:00Z     | since  | 2024-05-28T25:00:00Z
            since=1969-12-31T23:59:59Z     | since  | 1969-12-31T23:59:59Z
            since=999999999999999          | since  | 999999999999999
            until=NaN                      | until  | NaN
            until=1e400                    | until  | 1e400
            signal=CPU                     | signal | CPU
            hidden=yes                     | hidden | yes
            hidden=1                       | hidden | 1
            cursor=abc                     | cursor | abc
            cursor=                        | cursor | ''
            cursor=%22%3E%3Cscript%3E      | cursor | "><script>
            sinse=2024-05-28               | sinse  | 2024-05-28
            limit=5&limit=6                | limit  | 5', '6
            since=1716886804&until=1716886803 | since | 1716886804
            """)
    void aParameterThatCannotBeUsedIsNamedWithItsValueTheRangeAndTheRemedy(
            String parameters, String parameter, String value) {
        JsonNode problem = problem(400, send("GET", "/api/v1/bursts?" + parameters));

        assertThat(problem.path("type").asString()).startsWith("urn:headroom:problem:");
        assertThat(problem.path("parameter").asString()).isEqualTo(parameter);
        assertThat(problem.path("value").asString()).isEqualTo(value);
        assertThat(problem.path("accepted").asString()).isNotBlank();
        assertThat(problem.path("remedy").asString()).isNotBlank();
        assertThat(problem.path("detail").asString())
                .contains("'" + parameter + "'", problem.path("accepted").asString());
        assertThat(problem.path("instance").asString()).isEqualTo("/api/v1/bursts");
    }

    @Test
    void aCursorWithAnyLetterChangedOrMissingIsRefused() {
        history().save(burst("B1", 1));
        history().save(burst("B2", 2));
        String cursor = get("/api/v1/bursts?limit=1").path("next").asString();
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
            problem(400, send("GET", "/api/v1/bursts?cursor=" + changed));
            problem(400, send("GET", "/api/v1/bursts?cursor=" + cursor.substring(0, i)));
        }
    }

    @Test
    void aLongValueIsShownOnlyInItsBeginning() {
        JsonNode problem = problem(400, send("GET", "/api/v1/bursts?since=" + "9".repeat(2_000)));

        assertThat(problem.path("value").asString()).hasSize(123).endsWith("...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\"><img src=x>", "\u202e\u0000\r\nX: y", "😀"})
    void scriptInNamesStaysText(String name) {
        SignalKey key = new SignalKey(name, SignalKind.NETWORK_RECEIVE, name);
        history().save(BurstRecord.of(detected("B1", key, 1, false), Verdict.unexplained(name)));

        HttpResponse<String> response =
                send("GET", "/api/v1/bursts?target=" + URLEncoder.encode(name, StandardCharsets.UTF_8));

        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode burst = json.readTree(response.body()).path("bursts").path(0);
        assertThat(burst.path("target").asString()).isEqualTo(name);
        assertThat(burst.path("device").asString()).isEqualTo(name);
        assertThat(burst.path("verdict").path("evidence").path(0).asString()).isEqualTo(name);
    }

    private static List<String> ids(JsonNode page) {
        return page.path("bursts")
                .valueStream()
                .map(burst -> burst.path("id").asString())
                .toList();
    }
}
