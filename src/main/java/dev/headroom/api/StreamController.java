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
            Client client = new Client(exchange, response.getOutputStream());
            exchange.addListener(new EndWithIt(stream, client));
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

    /** The exchange that a stream is written to. */
    private record Client(AsyncContext exchange, ServletOutputStream body) implements LiveStream.Output {
        @Override
        public void write(byte[] text) throws IOException {
            body.write(text);
        }

        @Override
        public void flush() throws IOException {
            body.flush();
        }

        @Override
        public void close() {
            try {
                exchange.complete();
            } catch (IllegalStateException over) {
                LOG.debug("the web server has ended the exchange already", over);
            }
        }
    }

    /** Ends a stream whose exchange the web server has ended, and keeps it from telling the client, who is gone, of the error. */
    private record EndWithIt(LiveStream stream, Client client) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            stream.end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            stream.end();
        }

        @Override
        public void onError(AsyncEvent event) {
            stream.end();
            client.close();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // never again
        }
    }
}
