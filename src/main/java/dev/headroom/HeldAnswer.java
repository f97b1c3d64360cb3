// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * An answer whose body is held back until it is whole. Where there is no room for more of it, it goes straight to the client from there on.
 * Whoever takes the exchange off its thread, before anything is written, writes to the client himself. Of one thread at a time.
 */
final class HeldAnswer extends HttpServletResponseWrapper {
    private final HttpServletRequest request;
    private final Semaphore room;
    private final FastByteArrayOutputStream held = new FastByteArrayOutputStream();
    private final ServletOutputStream body = new Body();
    private @Nullable PrintWriter writer;
    private int taken;
    private boolean straight;

    /** @param room bytes that may still be held, of all answers together */
    HeldAnswer(HttpServletRequest request, HttpServletResponse response, Semaphore room) {
        super(response);
        this.request = request;
        this.room = room;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return request.isAsyncStarted() ? super.getOutputStream() : body;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (request.isAsyncStarted()) {
            return super.getWriter();
        }
        PrintWriter known = writer;
        if (known == null) {
            known = new PrintWriter(new OutputStreamWriter(body, getCharacterEncoding()));
            writer = known;
        }
        return known;
    }

    @Override
    public void flushBuffer() throws IOException {
        body.flush();
        if (request.isAsyncStarted() || straight) {
            super.flushBuffer();
        }
    }

    @Override
    public void reset() {
        super.reset();
        forget();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        forget();
    }

    @Override
    public void sendError(int status) throws IOException {
        forget();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        forget();
        super.sendError(status, message);
    }

    /** What is held of it. */
    InputStream held() {
        PrintWriter known = writer;
        if (known != null) {
            known.flush();
        }
        return held.getInputStream();
    }

    /** Gives its room back. */
    void forget() {
        writer = null; // it may still have some of it
        held.reset();
        room.release(taken);
        taken = 0;
    }

    private final class Body extends ServletOutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (!straight && room.tryAcquire(length)) {
                taken += length;
                held.write(bytes, from, length);
                return;
            }
            ServletOutputStream client = HeldAnswer.super.getOutputStream();
            if (!straight) {
                straight = true;
                held.writeTo(client);
                forget();
            }
            client.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            if (straight) {
                HeldAnswer.super.getOutputStream().flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("an answer that is held takes all at once");
        }
    }
}
