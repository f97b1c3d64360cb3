// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of a running service, as they come: read by a thread of its own, which connects again where the stream breaks off and goes on
 * after the last event it has seen. What it does about the connection it says on standard error.
 */
final class EventFeed implements AutoCloseable {
    /** Three heartbeats: a stream that is silent for longer is dead. */
    private static final int SILENCE_MILLIS = 45_000;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1_000;

    private final URL url;
    private final PrintWriter err;
    private final BlockingQueue<ServerEvent> events = new ArrayBlockingQueue<>(MOST_WAITING);
    private ServerEvents stream = new ServerEvents("", FIRST_WAIT);
    private volatile boolean closed;
    private volatile @Nullable Thread reader;

    /** @param err where is said what becomes of the connection */
    EventFeed(URL url, PrintWriter err) {
        this.url = url;
        this.err = err;
    }

    /**
     * Connects, and reads from then on.
     *
     * @throws CommandFailure when the service does not offer the stream
     */
    void open() throws CommandFailure {
        HttpURLConnection first;
        try {
            first = connect();
        } catch (IOException unreachable) {
            throw ServiceClient.unreachable(url, unreachable);
        }
        // disconnecting from another thread would wait for the read to end, so a daemon is left to itself
        reader = Thread.ofPlatform().daemon().name("headroom-live").start(() -> readOn(first));
    }

    /** The next event; null where none has come within this time. */
    @Nullable
    ServerEvent poll(Duration within) throws InterruptedException {
        return events.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    private HttpURLConnection connect() throws IOException, CommandFailure {
        HttpURLConnection made = ServiceClient.open(url, "text/event-stream", SILENCE_MILLIS);
        if (!stream.lastId().isEmpty()) {
            made.setRequestProperty("Last-Event-ID", stream.lastId());
        }
        int status = made.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            String problem = ServiceClient.problem(made);
            made.disconnect();
            throw new CommandFailure(ExitCode.CANNOT_RUN, url + " answered " + status + problem);
        }
        return made;
    }

    private void readOn(HttpURLConnection first) {
        @Nullable HttpURLConnection open = first;
        while (!closed) {
            if (open != null) {
                String end = read(open);
                open.disconnect();
                say("the stream of " + url + " ended" + end + "; connecting again");
            }
            open = closed ? null : reconnected();
        }
        if (open != null) {
            open.disconnect();
        }
    }

    /** Reads to the end of the stream; says why it ended. */
    private String read(HttpURLConnection open) {
        stream = new ServerEvents(stream.lastId(), stream.retry());
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(open.getInputStream(), StandardCharsets.UTF_8))) {
            for (ServerEvent event = stream.next(in); event != null; event = stream.next(in)) {
                events.put(event);
            }
            return "";
        } catch (IOException broken) {
            return ": " + CommandFailure.words(broken);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Waits, and tries once. */
    private @Nullable HttpURLConnection reconnected() {
        try {
            Thread.sleep(stream.retry());
            HttpURLConnection again = connect();
            say("connected to " + url + " again");
            return again;
        } catch (IOException | CommandFailure unreachable) {
            return null; // the first failure has been told; it is tried until it works
        } catch (InterruptedException ended) {
            closed = true;
            return null;
        }
    }

    private void say(String what) {
        if (!closed) {
            err.println("headroom live: " + what);
            err.flush();
        }
    }

    /** Ends the reading; a thread that waits for the service only notices once that has sent something, or with the process. */
    @Override
    public void close() {
        closed = true;
        Thread reading = reader;
        if (reading != null) {
            reading.interrupt();
        }
    }
}
