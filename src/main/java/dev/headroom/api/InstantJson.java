// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.time.Instant;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Writes instants as ISO-8601 UTC, always with a fraction: programs that read them with a fixed pattern find what they expect. */
@JacksonComponent
class InstantJson extends ValueSerializer<Instant> {
    @Override
    public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
        json.writeString(text(instant));
    }

    /** The instant with as many groups of three decimals as it needs, one at least. */
    static String text(Instant instant) {
        String text = instant.toString();
        return text.indexOf('.') < 0 ? text.substring(0, text.length() - 1) + ".000Z" : text;
    }
}
