// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.History;
import dev.headroom.history.LabelRecord;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a person says of a burst. Fields that are not known are left alone, as everywhere. Thread safe. */
final class LabelReader {
    private static final Set<String> LABELS = Set.of("confirmed", "wrong", "other");
    private static final int LONGEST_NOTE = 500;
    private static final int LONGEST_ID = 64;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final History history;
    private final InstantSource clock;

    LabelReader(History history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** @throws InvalidLabelException when it cannot be kept */
    LabelRecord read(byte[] body) {
        JsonNode said = object(body);
        JsonNode label = said.path("label");
        if (!label.isString() || !LABELS.contains(label.asString())) {
            throw new InvalidLabelException("label", "confirmed, wrong or other");
        }
        return new LabelRecord(
                label.asString(),
                deploy(said.path("deploy")),
                note(said.path("note")),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static JsonNode object(byte[] body) {
        JsonNode said;
        try {
            said = JSON.readTree(body);
        } catch (JacksonException broken) {
            throw (InvalidLabelException)
                    new InvalidLabelException("", "a JSON object with a field 'label'").initCause(broken);
        }
        if (!said.isObject()) {
            throw new InvalidLabelException("", "a JSON object with a field 'label'");
        }
        return said;
    }

    private @Nullable String deploy(JsonNode id) {
        if (id.isMissingNode() || id.isNull()) {
            return null;
        }
        if (!id.isString()
                || id.asString().length() > LONGEST_ID
                || history.deploy(id.asString()).isEmpty()) {
            throw new InvalidLabelException("deploy", "null or the id of a deploy that is kept");
        }
        return id.asString();
    }

    private static @Nullable String note(JsonNode note) {
        if (note.isMissingNode() || note.isNull()) {
            return null;
        }
        String text = note.isString() ? printable(note.asString()) : null;
        if (text == null || text.length() > LONGEST_NOTE) {
            throw new InvalidLabelException("note", "null or a text of at most " + LONGEST_NOTE + " characters");
        }
        return text.isEmpty() ? null : text;
    }

    /** Line breaks and what a terminal might act on become spaces. */
    private static String printable(String text) {
        IntStream points = text.codePoints().map(point -> switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> ' ';
            default -> point;
        });
        return points.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }
}
