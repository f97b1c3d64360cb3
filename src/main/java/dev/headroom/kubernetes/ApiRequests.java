// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.concurrent.CompletableFuture;

/** Sends requests to the API server, once each: whoever asks decides whether and when to ask again. Thread safe. */
interface ApiRequests {
    /** Sends one request; the answer never fails, an unreachable server is an answer. */
    CompletableFuture<ApiAnswer> send(ApiRequest request);

    /** Opens a stream of lines, which a watch is. The request's limit is that of one line. */
    Stream stream(ApiRequest request, StreamListener listener);

    /** An open stream. */
    interface Stream {
        /** Ends it; the listener hears nothing more of consequence. */
        void cancel();
    }

    /** Hears a stream, one call at a time, on a thread of the connection: it must not block. */
    interface StreamListener {
        /** The server accepted the request. */
        void opened();

        /** One line, without its end. */
        void line(byte[] line);

        /** A line was longer than accepted and was skipped. */
        void skipped(long bytes);

        /**
         * It is over.
         *
         * @param why the refusal of the server, how the connection broke, or status 200 with an empty body for an ordinary end
         */
        void ended(ApiAnswer why);
    }
}
