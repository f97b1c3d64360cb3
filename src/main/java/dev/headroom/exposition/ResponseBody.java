// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an answer as a stream whose reads end with the deadline of the exchange. The JDK's client counts its own timeout to the
 * headers only (JDK-8258397), so a body that drips would hold its reader for ever. At most two buffers of the client are held at a
 * time. Closing it before its end closes the connection. One thread reads; the client's threads deliver.
 */
final class ResponseBody extends InputStream implements HttpResponse.BodySubscriber<ResponseBody> {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Deadline deadline;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private Iterator<ByteBuffer> buffers = List.<ByteBuffer>of().iterator();
    private ByteBuffer current = NOTHING;
    private boolean ended;
    private long receivedBytes;

    private sealed interface Arrival {}

    private record Bytes(List<ByteBuffer> buffers) implements Arrival {}

    private record Failure(Throwable cause) implements Arrival {}

    private record End() implements Arrival {}

    ResponseBody(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<ResponseBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        arrivals.add(new Bytes(item));
    }

    @Override
    public void onError(Throwable throwable) {
        arrivals.add(new Failure(throwable));
    }

    @Override
    public void onComplete() {
        arrivals.add(new End());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        while (!current.hasRemaining()) {
            if (buffers.hasNext()) {
                current = buffers.next();
                receivedBytes += current.remaining();
            } else if (ended || !awaitMore()) {
                return -1;
            }
        }
        int read = Math.min(length, current.remaining());
        current.get(bytes, offset, read);
        return read;
    }

    private boolean awaitMore() throws IOException {
        switch (nextArrival()) {
            case Bytes(List<ByteBuffer> next) -> {
                buffers = next.iterator();
                Flow.Subscription given = subscription;
                if (given != null) {
                    given.request(1);
                }
                return true;
            }
            case End() -> {
                ended = true;
                return false;
            }
            case Failure(Throwable cause) -> {
                ended = true;
                throw new IOException(
                        "the answer broke off after %,d bytes: %s".formatted(receivedBytes, cause), cause);
            }
        }
    }

    private Arrival nextArrival() throws IOException {
        Arrival next;
        try {
            long remainingNanos = deadline.remainingNanos();
            next = remainingNanos == 0 ? null : arrivals.poll(remainingNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the answer");
        }
        if (next == null) {
            throw new Deadline.PassedException(
                    "the answer had not ended after %d ms and %,d bytes; expected all of it by then"
                            .formatted(deadline.length().toMillis(), receivedBytes));
        }
        return next;
    }

    /** Bytes of the body taken so far, as they came over the connection: packed where they were, without the framing of chunks. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** Gives up what has not been read: the connection is closed unless the answer had come to its end. */
    @Override
    public void close() {
        Flow.Subscription given = subscription;
        if (!ended && given != null) {
            given.cancel();
        }
        ended = true;
        buffers = List.<ByteBuffer>of().iterator();
        current = NOTHING;
        arrivals.clear();
    }
}
