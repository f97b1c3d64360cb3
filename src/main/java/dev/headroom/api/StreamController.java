// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves what happens as it happens, as server-sent events. Each client has a virtual thread that writes to it, so that one that reads slowly
 * holds up nobody; no thread of the web server waits.
 */
@RestController
class StreamController {
    private static final Logger LOG = LoggerFactory.getLogger(StreamController.class);
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final long NEVER = 0;

    private final LiveStreams streams;

    StreamController(LiveStreams streams) {
        this.streams = streams;
    }

    /** Goes on until the client leaves, does not keep up, or the service stops. */
    @GetMapping(path = "/api/v1/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
        response.setHeader("X-Accel-Buffering", "no"); // nginx would hand on nothing until its buffer is full
        if (HttpMethod.HEAD.matches(request.getMethod())) {
            return;
        }
        LiveStream stream = open(request, response);
        boolean begun = false;
        try {
            AsyncContext exchange = request.startAsync();
            exchange.setTimeout(NEVER);
            Client client = new Client(stream, exchange, response.getOutputStream());
            exchange.addListener(client);
            Thread.ofVirtual().name("headroom-stream").start(() -> {
                try {
                    stream.writeTo(client);
                } finally {
                    streams.closed(stream);
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                streams.closed(stream);
            }
        }
    }

    private LiveStream open(HttpServletRequest request, HttpServletResponse response) {
        try {
            return streams.open(request.getHeader(LAST_EVENT_ID));
        } catch (TooManyStreamsException full) {
            response.reset();
            throw full;
        }
    }

    /**
     * The exchange that a stream is written to. Once it is over, the web server uses its parts for other requests: then nothing here may
     * touch it any more. After a write that failed the web server ends it, on a thread of its own, which waits until the write has returned.
     */
    private static final class Client implements LiveStream.Output, AsyncListener {
        private final LiveStream stream;
        private final AsyncContext exchange;
        private final ServletOutputStream body;
        private final ReentrantLock writing = new ReentrantLock();
        private boolean over; // guarded by writing

        Client(LiveStream stream, AsyncContext exchange, ServletOutputStream body) {
            this.stream = stream;
            this.exchange = exchange;
            this.body = body;
        }

        @Override
        public void write(byte[] text) throws IOException {
            touch(() -> body.write(text));
        }

        @Override
        public void flush() throws IOException {
            touch(body::flush);
        }

        @FunctionalInterface
        private interface Touch {
            void run() throws IOException;
        }

        private void touch(Touch touch) throws IOException {
            writing.lock();
            try {
                if (over) {
                    throw new IOException("the exchange is over");
                }
                touch.run();
            } catch (IOException gone) {
                over = true;
                throw gone;
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void close() {
            writing.lock();
            try {
                if (!over) {
                    over = true;
                    complete();
                }
            } finally {
                writing.unlock();
            }
        }

        private void complete() {
            try {
                exchange.complete();
            } catch (IllegalStateException ended) {
                LOG.debug("the web server has ended the exchange already", ended);
            }
        }

        private void over() {
            stream.end();
            writing.lock();
            try {
                over = true;
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            over();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            over();
        }

        /** Keeps the web server from telling the client, who is gone, of the error. */
        @Override
        public void onError(AsyncEvent event) {
            over();
            complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // never again
        }
    }
}
