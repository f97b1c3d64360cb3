// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.detection.Burst;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What people say of verdicts. */
class LabelTest extends ApiTest {
    private static final String LABEL = "/api/v1/bursts/B1/label";

    @BeforeEach
    void aBurst() {
        history().save(burst("B1", 1));
    }

    @Test
    void whatIsSaidIsKeptAndToldWithTheBurst() {
        Instant before = Instant.now().minusMillis(1);

        JsonNode said = json.readTree(put(LABEL, """
                {"label": "wrong", "deploy": "D1", "note": " it was the backup,\\n\\u001b[2J again ", "mood": "sure"}
                """).body());

        assertThat(said.path("label").asString()).isEqualTo("wrong");
        assertThat(said.path("deploy").asString()).isEqualTo("D1");
        assertThat(said.path("note").asString()).isEqualTo("it was the backup,  [2J again");
        assertThat(Instant.parse(said.path("at").asString())).isAfterOrEqualTo(before);
        assertThat(get("/api/v1/bursts/B1").path("label")).isEqualTo(said);
        assertThat(get("/api/v1/bursts").path("bursts").path(0).path("label")).isEqualTo(said);
    }

    @Test
    void whatIsSaidLaterCountsAndCanBeTakenBack() {
        put(LABEL, "{\"label\": \"wrong\", \"note\": \"no\"}");
        put(LABEL, "{\"label\": \"confirmed\", \"deploy\": null}");

        JsonNode label = get("/api/v1/bursts/B1").path("label");
        assertThat(label.path("label").asString()).isEqualTo("confirmed");
        assertThat(label.path("deploy").isNull()).isTrue();
        assertThat(label.path("note").isNull()).isTrue();

        assertThat(send("DELETE", LABEL).statusCode()).isEqualTo(204);
        assertThat(send("DELETE", LABEL).statusCode()).isEqualTo(204);
        assertThat(get("/api/v1/bursts/B1").path("label").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"label": "maybe"}                             | label
            {"label": 7}                                   | label
            {}                                             | label
            {"label": "wrong", "deploy": "D9"}             | deploy
            {"label": "wrong", "deploy": 1}                | deploy
            {"label": "wrong", "note": {}}                 | note
            ["wrong"]                                      | ``
            {"label": "wrong"                              | ``
            """)
    void whatCannotBeKeptIsRefusedNamingTheField(String body, String field) {
        assertThat(problem(422, put(LABEL, body)).path("field").asString()).isEqualTo(field == null ? "" : field);
        assertThat(get("/api/v1/bursts/B1").path("label").isNull()).isTrue();
    }

    @Test
    void aNoteHasFiveHundredCharacters() {
        assertThat(put(LABEL, "{\"label\": \"wrong\", \"note\": \"" + "x".repeat(500) + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(problem(422, put(LABEL, "{\"label\": \"wrong\", \"note\": \"" + "x".repeat(501) + "\"}"))
                        .path("accepted")
                        .asString())
                .contains("500");
    }

    @Test
    void nothingIsSaidOfABurstThatIsNotKnownOrGoesOn() {
        Burst open = detected("OPEN", new SignalKey("node-1", SignalKind.CPU, ""), 1, true);
        live.signals.add(status(open.key(), new Limit.Known(2), open));

        assertThat(problem(404, put("/api/v1/bursts/NONE/label", "{\"label\": \"wrong\"}"))
                        .path("type")
                        .asString())
                .endsWith("unknown-burst");
        assertThat(problem(404, send("DELETE", "/api/v1/bursts/NONE/label"))
                        .path("type")
                        .asString())
                .endsWith("unknown-burst");
        assertThat(problem(409, put("/api/v1/bursts/OPEN/label", "{\"label\": \"wrong\"}"))
                        .path("type")
                        .asString())
                .endsWith("burst-open");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Origin, http://evil.example, 403",
        "Authorization, Bearer guessed, 401",
        "X-Forwarded-For, 10.0.0.1, 401",
        "X-Hub-Signature-256, sha256=00, 401",
    })
    void onlyWhoMayWriteMaySayAnything(String header, String value, int status) {
        problem(status, put(LABEL, "{\"label\": \"wrong\"}", header, value));
        put(LABEL, "{\"label\": \"wrong\"}");
        problem(status, send("DELETE", LABEL, header, value));

        assertThat(get("/api/v1/bursts/B1").path("label").path("label").asString())
                .isEqualTo("wrong");
    }

    @Test
    void aFormOfAnotherSiteIsNoLabel() {
        problem(415, send("PUT", LABEL, "Content-Type", "text/plain"));
    }
}
