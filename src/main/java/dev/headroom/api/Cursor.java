// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.History.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Writes where a page of bursts or deploys ended as a word that clients send back as it is: base64url of a checksum, the start and the id. The
 * checksum finds words that were cut or mistyped; it protects nothing, and nothing needs protection: a cursor only names a place.
 */
final class Cursor {
    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;
    private static final int MAX_ID_BYTES = 64;

    private Cursor() {}

    static String encode(Position position) {
        byte[] id = position.id().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(HEADER_BYTES + id.length)
                .putInt(0)
                .putLong(position.start().getEpochSecond())
                .putInt(position.start().getNano())
                .put(id)
                .array();
        ByteBuffer.wrap(bytes).putInt(checksum(bytes));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The place a cursor names.
     *
     * @throws InvalidParameterException when it is none of ours
     */
    static Position decode(String parameter, String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length > HEADER_BYTES && bytes.length <= HEADER_BYTES + MAX_ID_BYTES) {
                ByteBuffer content = ByteBuffer.wrap(bytes);
                if (content.getInt() == checksum(bytes)) {
                    Instant start = Instant.ofEpochSecond(content.getLong(), content.getInt());
                    return new Position(
                            start, StandardCharsets.UTF_8.decode(content).toString());
                }
            }
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            throw (InvalidParameterException) invalid(parameter, text).initCause(notOurs);
        }
        throw invalid(parameter, text);
    }

    private static InvalidParameterException invalid(String parameter, String text) {
        return InvalidParameterException.value(
                parameter,
                text,
                "the value of 'next' of the page before, unchanged",
                "Send it as it was received, or leave it out to begin with the newest.");
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
