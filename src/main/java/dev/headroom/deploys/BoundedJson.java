// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON from senders that are not trusted: what it costs is bounded whatever it says. Thread safe. */
public final class BoundedJson {
    /** The largest document read. */
    public static final int MOST_BYTES = 1 << 20;

    /** How deep it may nest: what any of the sources sends is less than 10 deep. */
    static final int MOST_DEPTH = 32;

    /** How many names, values and brackets it may have: the largest event seen of any source has under 3,000. */
    static final int MOST_TOKENS = 10_000;

    private static final int MOST_NUMBER_DIGITS = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxTokenCount(MOST_TOKENS)
                            .maxDocumentLength(MOST_BYTES)
                            .maxStringLength(MOST_BYTES)
                            .maxNumberLength(MOST_NUMBER_DIGITS)
                            .build())
                    // the text of a document has no business in a message or a log
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BoundedJson() {}

    /** @throws InvalidDeployException when it is no JSON document, or one beyond the limits */
    public static JsonNode read(byte[] json) throws InvalidDeployException {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    static JsonNode read(String json) throws InvalidDeployException {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private static InvalidDeployException broken(JacksonException e) {
        return InvalidDeployException.unreadable(
                "broken JSON: " + PlainText.cleaned(e.getOriginalMessage()) + "; expected one JSON document");
    }
}
