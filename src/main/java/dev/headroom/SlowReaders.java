// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sends answers as fast as their readers take them without a thread that waits: a client that does not read holds up no scrape. Up to 8 MiB
 * of answers may be on their way like that, in up to twice as much memory; what is beyond holds a thread of the web server, as does a recording
 * that is larger than that. The web server cuts off who takes nothing: within half a minute here, after its connection timeout where a thread
 * waits.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class SlowReaders extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(SlowReaders.class);
    static final int MOST_BYTES = 8 << 20;

    private final Semaphore room = new Semaphore(MOST_BYTES);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HeldAnswer answer = new HeldAnswer(request, response, room);
        boolean sending = false;
        try {
            chain.doFilter(request, answer);
            InputStream body = answer.held();
            if (body.available() > 0) {
                new Sending(answer, body, request.startAsync(), response.getOutputStream()).begin();
                sending = true;
            }
        } finally {
            if (!sending) {
                answer.forget();
            }
        }
    }

    /** How many bytes of answers may still be on their way. */
    int room() {
        return room.availablePermits();
    }

    /** An answer on its way. The web server calls, one call at a time. */
    private static final class Sending implements WriteListener, AsyncListener {
        private static final long NEVER = 0;
        private static final int PART = 8_192;

        private final HeldAnswer answer;
        private final InputStream body;
        private final AsyncContext exchange;
        private final ServletOutputStream client;
        private final byte[] part = new byte[PART];

        Sending(HeldAnswer answer, InputStream body, AsyncContext exchange, ServletOutputStream client) {
            this.answer = answer;
            this.body = body;
            this.exchange = exchange;
            this.client = client;
        }

        void begin() {
            exchange.setTimeout(NEVER);
            exchange.addListener(this);
            client.setWriteListener(this);
        }

        @Override
        public void onWritePossible() throws IOException {
            while (client.isReady()) {
                int length = body.read(part);
                if (length < 0) {
                    client.close(); // what the web server still holds of it goes the same way: after the end it would
                    // wait for it
                    exchange.complete();
                    return;
                }
                client.write(part, 0, length);
            }
        }

        @Override
        public void onError(Throwable gone) {
            LOG.debug("a client did not take the whole of its answer", gone);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            answer.forget();
        }

        /** Keeps the web server from telling the client, who is gone, of the error. */
        @Override
        public void onError(AsyncEvent event) {
            exchange.complete();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // it has none
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // never again
        }
    }
}
