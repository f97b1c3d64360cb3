// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Events as they stand in a stream (HTML, server-sent events). */
final class StreamText {
    /** Waits for 2 s before it connects again: what a client does that is not told. */
    static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    /** A comment: it shows that the connection lives, and tells nothing. */
    static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private StreamText() {}

    /** An event that is not resumed after. */
    static byte[] event(String name, byte[] json) {
        return text("event: " + name, json);
    }

    /** An event after which a client that says its id goes on. */
    static byte[] event(String id, String name, byte[] json) {
        return text("id: " + id + "\nevent: " + name, json);
    }

    private static byte[] text(String head, byte[] json) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(head.length() + json.length + 16);
        text.writeBytes((head + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        text.writeBytes(json); // on one line: control characters in strings are escaped
        text.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return text.toByteArray();
    }
}
