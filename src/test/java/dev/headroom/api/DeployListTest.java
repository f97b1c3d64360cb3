// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Deploys as they are posted, listed and asked for by id. */
class DeployListTest extends ApiTest {
    private static String record(int number, String phase, String more) {
        return """
                {"source":"ci","externalId":"run-%d","phase":"%s","startedAt":"2024-05-28T10:00:%02dZ","app":"app-%d","namespace":"shop"%s}""".formatted(number, phase, number, number % 2, more);
    }

    private String posted(String json) {
        HttpResponse<String> response = post("/api/v1/deploys", json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return this.json
                .readTree(response.body())
                .path("receipts")
                .path(0)
                .path("deploy")
                .asString();
    }

    private List<String> listed(String query) {
        return get("/api/v1/deploys" + query)
                .path("deploys")
                .valueStream()
                .map(deploy -> deploy.path("externalId").asString())
                .toList();
    }

    @Test
    void whatWasPostedIsServedAsTheContractSays() {
        String id = posted("""
                {"source":"ci","externalId":"run-1","cluster":"prod","namespace":"shop","kind":"Deployment","name":"web","app":"web",
                 "revision":"v2","actor":"jane","phase":"succeeded","startedAt":"2024-05-28T12:00:00+02:00",
                 "finishedAt":"2024-05-28T10:01:00Z","size":30,"clockUncertainty":1,"unknown":{"ignored":true}}""");

        JsonNode deploy = get("/api/v1/deploys/" + id);

        assertThat(deploy.propertyNames())
                .containsExactly(
                        "id",
                        "source",
                        "externalId",
                        "cluster",
                        "namespace",
                        "kind",
                        "name",
                        "app",
                        "revision",
                        "actor",
                        "phase",
                        "startedAt",
                        "finishedAt",
                        "size",
                        "parent",
                        "bursts",
                        "saturatedSeconds");
        assertThat(deploy.path("startedAt").asString()).isEqualTo("2024-05-28T10:00:00.000Z");
        assertThat(deploy.path("finishedAt").asString()).isEqualTo("2024-05-28T10:01:00.000Z");
        assertThat(deploy.path("phase").asString()).isEqualTo("succeeded");
        assertThat(deploy.path("size").asInt()).isEqualTo(30);
        assertThat(deploy.path("parent").isNull()).isTrue();
        assertThat(deploy.path("bursts").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?source=ci                        | run-3 run-2 run-1",
                "?source=ci&app=app-1              | run-3 run-1",
                "?source=ci&phase=failed           | run-3",
                "?namespace=shop&phase=started     | run-2",
                "?source=ci&until=2024-05-28T10:00:02Z | run-1",
                "?source=ci&since=2024-05-28T10:00:32Z | run-3 run-2",
                "?source=other                     | ''",
            })
    void aFilterLeavesWhatItSays(String query, String expected) {
        posted("[" + record(1, "succeeded", ",\"finishedAt\":\"2024-05-28T10:00:31Z\"") + ","
                + record(2, "started", "") + ","
                + record(3, "failed", ",\"finishedAt\":\"2024-05-28T10:00:33Z\"") + "]");

        assertThat(String.join(" ", listed(query))).isEqualTo(expected);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        List<String> expected = new ArrayList<>();
        for (int number = 0; number < 25; number++) {
            posted(record(number, "started", ""));
            expected.addFirst("run-" + number);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/api/v1/deploys?source=ci&limit=10" + cursor);
            page.path("deploys")
                    .forEach(deploy -> seen.add(deploy.path("externalId").asString()));
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + page.path("next").asString();
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void whatCannotBeAskedIsAProblem() {
        assertThat(problem(404, send("GET", "/api/v1/deploys/01HZZZ"))
                        .path("type")
                        .asString())
                .isEqualTo("urn:headroom:problem:unknown-deploy");
        assertThat(problem(400, send("GET", "/api/v1/deploys?phase=done"))
                        .path("accepted")
                        .asString())
                .isEqualTo("one of started, succeeded, failed, rolled-back");
        problem(400, send("GET", "/api/v1/deploys?limit=1000000000"));
        problem(400, send("GET", "/api/v1/deploys?cursor=nonsense"));
        problem(400, send("GET", "/api/v1/deploys?since=2024-05-29&until=2024-05-28"));
        problem(400, send("GET", "/api/v1/deploys?target=node-1"));
        problem(405, send("DELETE", "/api/v1/deploys"));
        problem(405, send("GET", "/api/v1/webhooks/github"));
    }

    @Test
    void aRefusalNamesTheFieldAndTheRecord() {
        JsonNode problem = problem(
                422, post("/api/v1/deploys", "[" + record(1, "started", "") + "," + record(2, "done", "") + "]"));

        assertThat(problem.path("type").asString()).isEqualTo("urn:headroom:problem:invalid-field");
        assertThat(problem.path("field").asString()).isEqualTo("phase");
        assertThat(problem.path("index").asInt()).isEqualTo(1);
        assertThat(problem.path("detail").asString()).contains("'done'");
        assertThat(listed("?source=ci")).isEmpty();
    }
}
