// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the stream. What it is told waits in a queue that never grows: a client that does not keep up is cut off, and connects again
 * where it was. One thread writes; any may tell and end.
 */
final class LiveStream {
    static final int MOST_WAITING = 256;
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    private static final byte[] NOTHING = {};

    private List<byte[]> first;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean ended;

    /** Where it is written to. */
    interface Output {
        /** Waits for a slow client. */
        void write(byte[] text) throws IOException;

        void flush() throws IOException;

        /** Ends the answer. */
        void close();
    }

    /** @param first what is told before all else */
    LiveStream(List<byte[]> first) {
        this.first = List.copyOf(first);
    }

    /** Tells an event; ends the stream where too many wait. Never waits. */
    void tell(byte[] event) {
        if (!ended && !waiting.offer(event)) {
            LOG.debug("a client of the stream does not keep up and is cut off");
            end();
        }
    }

    /** Ends it, once what is being written is. What waits is not written any more. */
    void end() {
        ended = true;
        waiting.clear();
        waiting.offer(NOTHING); // wakes the writer; where others have filled the queue again it is awake
    }

    /** Writes what it is told until it is ended or the client is gone. */
    void writeTo(Output out) {
        try {
            write(first, out);
            first = List.of(); // up to 4 MB that nobody else may remember by now
            List<byte[]> next = new ArrayList<>();
            while (!ended) {
                next.add(waiting.take());
                waiting.drainTo(next);
                write(next, out);
                next.clear();
            }
        } catch (IOException | RuntimeException gone) {
            // what Tomcat answers with depends on how far it is with a connection that was closed
            LOG.debug("a client of the stream is gone", gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            out.close();
        }
    }

    private void write(List<byte[]> events, Output out) throws IOException {
        for (byte[] event : events) {
            if (ended) {
                return;
            }
            out.write(event);
        }
        out.flush();
    }
}
