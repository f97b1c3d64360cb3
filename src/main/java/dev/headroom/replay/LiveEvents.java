// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says what happened in a line each, as {@code live} prints it.
 *
 * @param terminal how the text may look
 */
record LiveEvents(Terminal terminal) {
    private static final Times TIMES = new Times(false);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The line about an event; empty for one that nobody needs to read. */
    Optional<String> line(String name, JsonNode data) {
        try {
            return told(name, data);
        } catch (JacksonException ofALaterDay) {
            return Optional.empty();
        }
    }

    private Optional<String> told(String name, JsonNode data) {
        return switch (name) {
            case "burst-opened" -> Optional.of(burst("burst opened", burst(data), ""));
            case "burst-closed" -> Optional.of(closed(burst(data)));
            case "verdict" -> Optional.of(verdict(burst(data)));
            case "deploy" -> Optional.of(deploy(JSON.treeToValue(data, DeployRecord.class)));
            case "gap" -> Optional.of(gap(data));
            case "reset" ->
                Optional.of(terminal.alert("what happened in between is not known: "
                        + terminal.printable(data.path("reason").asString("the service was restarted"))));
            default -> Optional.empty();
        };
    }

    private static BurstRecord burst(JsonNode data) {
        return JSON.treeToValue(data, BurstRecord.class);
    }

    private String burst(String what, BurstRecord burst, String more) {
        return TIMES.momentWithTenths(burst.start()) + "  " + terminal.alert(what) + "  " + subject(burst) + more
                + terminal.faint("  " + terminal.printable(burst.id()));
    }

    private String closed(BurstRecord burst) {
        Double seconds = burst.durationSeconds();
        return burst(
                "burst closed",
                burst,
                "  " + (seconds == null ? "" : Phrases.duration(seconds) + ", ") + "peak "
                        + Phrases.percent(burst.peak()) + (burst.hidden() ? ", hidden" : ""));
    }

    private String verdict(BurstRecord burst) {
        BurstRecord.VerdictRecord verdict = burst.verdict();
        String decision =
                String.format(Locale.ROOT, "  %s, %.2f", terminal.printable(verdict.decision()), verdict.probability());
        return burst("verdict", burst, decision)
                + verdict.evidence().stream()
                        .findFirst()
                        .map(why -> "  " + terminal.printable(why))
                        .orElse("");
    }

    private String deploy(DeployRecord deploy) {
        Instant finished = deploy.finishedAt();
        return TIMES.momentWithTenths(finished == null ? deploy.startedAt() : finished) + "  "
                + terminal.deploy("deploy") + "  " + terminal.printable(Phrases.deploy(deploy)) + "  "
                + terminal.printable(deploy.phase());
    }

    private String gap(JsonNode gap) {
        return moment(gap.path("start")) + "  " + terminal.alert("no sample") + "  "
                + subject(
                        gap.path("signal").asString(""),
                        gap.path("device").asString(""),
                        gap.path("target").asString(""))
                + "  until " + moment(gap.path("end"));
    }

    private String subject(BurstRecord burst) {
        return subject(burst.signal(), burst.device(), burst.target());
    }

    private String subject(String signal, String device, String target) {
        return terminal.printable(Phrases.signal(signal, device) + " of " + target);
    }

    private static String moment(JsonNode time) {
        try {
            return TIMES.momentWithTenths(Instant.parse(time.asString("")));
        } catch (DateTimeParseException unknown) {
            return "now";
        }
    }
}
