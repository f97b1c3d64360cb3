// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback address that does what it is for, unless a fault was ordered for the next request. Not the JDK's, which tells
 * its own clock in every answer.
 */
public class FakeServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern AUTHORIZATION = Pattern.compile("(?im)^authorization: *(.*?)\\r?$");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable String date;

    /** What came. */
    public record Request(
            String method, String pathAndQuery, @Nullable String authorization, String body) {}

    /** What goes back. */
    public record Answer(int status, String body) {}

    /** What goes wrong with a request. */
    public sealed interface Fault {
        static Fault status(int status) {
            return new Status(status);
        }

        /** It is refused before the server does what it is for. */
        record Status(int status) implements Fault {}

        enum Kind implements Fault {
            /** Nothing does, this once. */
            NONE,
            /** No answer ever. */
            HANGS,
            /** The work is done, and its answer gets lost. */
            HANGS_AFTERWARDS,
            /** A byte now and then, without end. */
            DRIPS
        }
    }

    public FakeServer() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    /** What the server is for. */
    protected Answer answer(Request request) {
        return new Answer(200, "");
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed by the test
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                Request request = read(socket.getInputStream());
                if (request == null) {
                    return;
                }
                requests.add(request);
                Fault fault = faults.poll();
                handle(request, fault == null ? Fault.Kind.NONE : fault, socket.getOutputStream());
            }
        } catch (IOException e) {
            // the client went
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.append((char) b);
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        Matcher authorization = AUTHORIZATION.matcher(head);
        String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
        return new Request(
                line[0],
                line[1],
                authorization.find() ? authorization.group(1) : null,
                new String(body, StandardCharsets.UTF_8));
    }

    private void handle(Request request, Fault fault, OutputStream out) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Status(int status) -> write(out, new Answer(status, "no"));
            case Fault.Kind.NONE -> write(out, answer(request));
            case Fault.Kind.HANGS -> closing.await();
            case Fault.Kind.HANGS_AFTERWARDS -> {
                answer(request);
                closing.await();
            }
            case Fault.Kind.DRIPS -> {
                out.write(head(200, 100_000));
                while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                    out.write(' ');
                }
            }
        }
    }

    private void write(OutputStream out, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        out.write(head(answer.status(), body.length));
        out.write(body);
        out.flush();
    }

    private byte[] head(int status, int length) {
        String clock = date == null ? "" : "Date: " + date + "\r\n";
        return "HTTP/1.1 %d Whatever\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(status, clock, length)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The next requests go wrong, one each. */
    void fail(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** Its clock, as its answers tell it; without, they tell none. */
    void date(String value) {
        date = value;
    }

    List<Request> requests() {
        return requests;
    }

    Request last() {
        return requests.getLast();
    }

    public String address() {
        return String.format(Locale.ROOT, "http://127.0.0.1:%d", listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
