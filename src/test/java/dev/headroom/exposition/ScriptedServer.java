// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;

/** A server on the loopback address that reads requests as HTTP and answers with whatever bytes a script writes. */
final class ScriptedServer implements AutoCloseable {
    private static final int LONG_ENOUGH_SECONDS = 20;

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch leftByClient = new CountDownLatch(1);

    /** Writes the answer to one request. */
    @FunctionalInterface
    interface Script {
        void answer(Connection connection) throws IOException;
    }

    /** One connection, its request read. */
    record Connection(Socket socket, String request) {
        OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            out().write(bytes);
            out().flush();
        }

        /** Waits this long, or less if the client goes; true while it is there. */
        boolean clientStays(int millis) throws IOException {
            socket.setSoTimeout(millis);
            try {
                return socket.getInputStream().read() >= 0;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout(0);
            }
        }
    }

    ScriptedServer(Script script) throws IOException {
        this(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), "http", script);
    }

    ScriptedServer(ServerSocket listener, String scheme, Script script) {
        this.listener = listener;
        this.scheme = scheme;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** A server that always gives this answer. */
    static ScriptedServer answering(byte[] answer) throws IOException {
        return new ScriptedServer(connection -> connection.write(answer));
    }

    static ScriptedServer answering(String answer) throws IOException {
        return answering(answer.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of an answer with its length. */
    static byte[] answer(String status, String headers, byte[] body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(status, headers, body.length)
                .getBytes(StandardCharsets.UTF_8));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    /** The bytes of a page of Prometheus text. */
    static byte[] page(String text) {
        return answer(
                "200 OK",
                "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n",
                text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return packed.toByteArray();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed by the test
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                String request = readHead(socket.getInputStream());
                if (request.isEmpty()) {
                    return;
                }
                requests.add(request);
                script.answer(new Connection(socket, request));
            }
        } catch (SSLException e) {
            // a handshake that the client refused, as some tests want
        } catch (IOException e) {
            // the client went
        } finally {
            open.remove(socket);
            leftByClient.countDown();
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    URI origin() {
        return URI.create("%s://127.0.0.1:%d".formatted(scheme, listener.getLocalPort()));
    }

    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.size();
    }

    List<String> requests() {
        return requests;
    }

    /** Waits until a connection has ended; false if none does. */
    boolean seesAConnectionEnd() throws InterruptedException {
        return leftByClient.await(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
