// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the stream over a socket of its own, as a browser is one. */
public final class EventReader implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_SECONDS = 60;

    private final Socket socket;
    private final List<String> head = new ArrayList<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /**
     * An event, or a comment.
     *
     * @param id empty where it has none
     * @param name empty for a comment, {@code retry} for that field alone, {@code end} for the end of the stream
     */
    public record Event(String id, String name, String data) {
        public JsonNode json() {
            return JSON.readTree(data);
        }
    }

    private EventReader(Socket socket) {
        this.socket = socket;
    }

    /** Connects to a port of this machine and reads, on a thread of its own, until the stream ends. */
    public static EventReader open(int port, String... headers) throws IOException {
        EventReader reader = new EventReader(new Socket("127.0.0.1", port));
        reader.connect(headers);
        Thread.ofVirtual().start(reader::read);
        return reader;
    }

    /** Connects and reads nothing at all. */
    public static Socket openAndReadNothing(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        new EventReader(socket).connect();
        return socket;
    }

    private void connect(String... headers) throws IOException {
        StringBuilder request =
                new StringBuilder("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        OutputStream out = socket.getOutputStream();
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void read() {
        try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                head.add(line);
            }
            ByteArrayOutputStream unread = new ByteArrayOutputStream();
            for (int size = size(in); size > 0; size = size(in)) {
                unread.writeBytes(in.readNBytes(size));
                line(in);
                String text = unread.toString(StandardCharsets.UTF_8);
                int end = text.lastIndexOf("\n\n") + 2;
                if (end > 1) {
                    Stream.of(text.substring(0, end).split("\n\n")).forEach(this::event);
                    unread.reset();
                    unread.writeBytes(text.substring(end).getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException closed) {
            // the end as well
        }
        events.add(new Event("", "end", ""));
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private void event(String text) {
        String id = "";
        String name = "";
        String data = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.startsWith("retry: ")) {
                name = "retry";
                data = line.substring(7);
            } else {
                data = line;
            }
        }
        events.add(new Event(id, name, data));
    }

    /** The next event of this name; all before it are passed over. */
    public Event next(String name) throws InterruptedException {
        return next(event -> event.name().equals(name), name);
    }

    /** The next fact, whatever it is. */
    public Event nextFact() throws InterruptedException {
        return next(event -> !event.id().isEmpty() && !event.name().equals("hello"), "a fact");
    }

    private Event next(Predicate<Event> wanted, String what) throws InterruptedException {
        List<String> passed = new ArrayList<>();
        for (Event event = take(); event != null; event = take()) {
            if (wanted.test(event)) {
                return event;
            }
            passed.add(event.name());
            if (event.name().equals("end")) {
                break;
            }
        }
        throw new AssertionError("no " + what + " came, but " + passed + " after " + head);
    }

    private Event take() throws InterruptedException {
        return events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Status and headers, once an event has come. */
    public List<String> head() {
        return head;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
