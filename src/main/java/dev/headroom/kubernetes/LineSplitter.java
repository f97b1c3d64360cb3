// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Cuts the bytes of a stream into lines of bounded length. Not thread safe. */
final class LineSplitter {
    private final int mostBytes;
    private final ApiRequests.StreamListener listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long skippedBytes;

    LineSplitter(int mostBytes, ApiRequests.StreamListener listener) {
        this.mostBytes = mostBytes;
        this.listener = listener;
    }

    /** Takes the next bytes; whole lines are handed on. */
    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                endOfLine();
            } else if (skippedBytes > 0 || line.size() == mostBytes) {
                skippedBytes++;
            } else {
                line.write(next);
            }
        }
    }

    private void endOfLine() {
        if (skippedBytes > 0) {
            listener.skipped(skippedBytes + line.size());
        } else if (line.size() > 0) {
            listener.line(line.toByteArray());
        }
        line.reset();
        skippedBytes = 0;
    }
}
