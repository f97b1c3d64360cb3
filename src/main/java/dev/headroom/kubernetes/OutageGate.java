// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests through while the API server answers. While it does not, or asks to be left alone, they wait here together, and one at a
 * time tries, with ever longer waits between: an outage costs the server what one client with back-off costs, however many requests there
 * are to be made. On the loop only.
 *
 * <p>Each request that was let through must tell how it went: {@link #answered} or {@link #failed}.
 */
final class OutageGate {
    /** A request that may be made later. */
    @FunctionalInterface
    interface Attempt {
        /** Makes it; false when it is no longer wanted and was not made. */
        boolean make();
    }

    private final EventLoop loop;
    private final Backoff backoff;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private volatile boolean open = true;
    private boolean trying;
    private boolean armed;

    OutageGate(EventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.backoff = new Backoff(random);
    }

    /** Makes a request now, or once the server answers again. */
    void pass(Attempt request) {
        if (open) {
            request.make();
        } else {
            waiting.add(request);
            tryIfIdle();
        }
    }

    /** The server answered: whoever waits may go. */
    void answered() {
        backoff.reset();
        trying = false;
        open = true;
        int count = waiting.size();
        for (int i = 0; i < count && open; i++) {
            waiting.remove().make();
        }
    }

    /** The request that was let through was given up before its answer came. */
    void abandoned() {
        if (trying) {
            trying = false;
            arm(backoff.next());
        }
    }

    /**
     * The server did not answer, or is overloaded.
     *
     * @param retryAfter how long it asks to be left alone, null where it does not
     */
    void failed(@Nullable Duration retryAfter) {
        if (!open && !trying) {
            return; // the next try is set; these are requests of before the outage
        }
        open = false;
        trying = false;
        Duration wait = backoff.next();
        arm(retryAfter != null && retryAfter.compareTo(wait) > 0 ? retryAfter : wait);
    }

    /** True while requests go through. */
    boolean isOpen() {
        return open;
    }

    private void arm(Duration wait) {
        armed = true;
        loop.after(wait, () -> {
            armed = false;
            tryIfIdle();
        });
    }

    private void tryIfIdle() {
        while (!open && !armed && !trying && !waiting.isEmpty()) {
            trying = true;
            if (!waiting.remove().make()) {
                trying = false;
            }
        }
    }
}
