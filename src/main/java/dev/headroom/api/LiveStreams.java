// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.api.StreamRecords.Hello;
import dev.headroom.api.StreamRecords.Reset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.ObjectMapper;

/**
 * The open streams: tells all of them what happens, as it happens, and once a second what was sampled. Facts are remembered, so that a client
 * that comes back is told what it missed; frames of samples are not made while nobody listens, and no thread runs. When the service stops the
 * streams end first: they would hold up the web server, which waits for its requests. Thread safe; whoever tells a fact never waits for a
 * client.
 */
final class LiveStreams implements SmartLifecycle {
    static final int MOST = 16;
    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final Duration FRAME_EVERY = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(15);

    private final String version;
    private final String start;
    private final SampleFrames frames;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Executor ticker;

    // all below guarded by lock
    private final Object lock = new Object();
    private final RememberedFacts facts;
    private final List<LiveStream> open = new ArrayList<>();
    private boolean ticking;
    private boolean stopped;
    private long heartbeatNanos;

    /**
     * @param start names this run of the program
     * @param clock the service's
     * @param nanos a clock that never steps
     * @param ticker runs what ticks while somebody listens, on a thread of its own
     */
    LiveStreams(
            String version,
            String start,
            LiveView live,
            ObjectMapper json,
            InstantSource clock,
            LongSupplier nanos,
            Executor ticker) {
        this.version = version;
        this.start = start;
        this.frames = new SampleFrames(live);
        this.json = json;
        this.clock = clock;
        this.nanos = nanos;
        this.ticker = ticker;
        this.facts = new RememberedFacts(start);
    }

    /**
     * Opens a stream, which counts until it is {@link #closed}.
     *
     * @param lastId the id of the last fact the client was told; null where it was told none
     * @throws TooManyStreamsException when there are as many as there may be, or the service stops
     */
    LiveStream open(@Nullable String lastId) {
        synchronized (lock) {
            if (stopped) {
                throw new TooManyStreamsException("The service stops.");
            }
            if (open.size() >= MOST) {
                throw new TooManyStreamsException("There are " + MOST + " streams already, the most there may be.");
            }
            LiveStream stream = new LiveStream(greeting(lastId));
            open.add(stream);
            if (!ticking) {
                ticking = true;
                heartbeatNanos = nanos.getAsLong();
                frames.begin(clock.instant());
                ticker.execute(this::tickUntilNobodyListens);
            }
            return stream;
        }
    }

    private List<byte[]> greeting(@Nullable String lastId) {
        RememberedFacts.Missed missed =
                lastId == null ? new RememberedFacts.Missed(null, List.of()) : facts.since(lastId);
        boolean resumed = lastId != null && missed.lost() == null;
        // its id too is one to go on after: a client that is told no fact has a place all the same
        String place = resumed ? String.valueOf(lastId) : facts.position();
        List<byte[]> greeting = new ArrayList<>();
        greeting.add(StreamText.RETRY);
        greeting.add(StreamText.event(place, "hello", bytes(new Hello(clock.instant(), version, start))));
        String lost = missed.lost();
        if (lost != null) {
            greeting.add(StreamText.event("reset", bytes(new Reset(lost))));
        }
        greeting.addAll(missed.facts());
        return greeting;
    }

    /** A stream has ended. */
    void closed(LiveStream stream) {
        synchronized (lock) {
            open.remove(stream);
        }
    }

    /** How many there are. */
    int count() {
        synchronized (lock) {
            return open.size();
        }
    }

    /** Tells all of them a fact, and remembers it. */
    void fact(String event, Object data) {
        byte[] text = bytes(data);
        synchronized (lock) {
            tell(facts.add(event, text));
        }
    }

    private void tell(byte[] event) {
        open.forEach(stream -> stream.tell(event));
    }

    private byte[] bytes(Object data) {
        return json.writeValueAsBytes(data);
    }

    private void tickUntilNobodyListens() {
        boolean listened = true;
        while (listened) {
            try {
                listened = tick();
            } catch (RuntimeException e) {
                LOG.error("a frame of samples could not be told; the next ones are", e);
            }
            LockSupport.parkNanos(FRAME_EVERY.toNanos());
        }
    }

    /** Tells what was sampled since the last time, as happens once a second; false where nobody listens any more. */
    boolean tick() {
        synchronized (lock) {
            if (open.isEmpty() || stopped) {
                ticking = false;
                return false;
            }
        }
        byte[] frame = StreamText.event("samples", bytes(frames.next(clock.instant())));
        synchronized (lock) {
            tell(frame);
            long now = nanos.getAsLong();
            if (now - heartbeatNanos >= HEARTBEAT_EVERY.toNanos()) {
                heartbeatNanos = now;
                tell(StreamText.HEARTBEAT);
            }
        }
        return true;
    }

    @Override
    public void start() {
        synchronized (lock) {
            stopped = false;
        }
    }

    @Override
    public void stop() {
        synchronized (lock) {
            stopped = true;
            open.forEach(LiveStream::end);
        }
    }

    @Override
    public boolean isRunning() {
        synchronized (lock) {
            return !stopped;
        }
    }
}
