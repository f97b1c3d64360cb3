// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A reverse proxy that has the service at {@code /headroom/} and nothing at its root, and whose way to the service can be cut. */
final class SubPathProxy implements AutoCloseable {
    private static final String PATH = "/headroom/";
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection", "host", "content-length", "transfer-encoding", "upgrade", "http2-settings", "keep-alive");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<InputStream> open = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private volatile int port;
    private volatile boolean cut;

    /** @param port of the service on 127.0.0.1 */
    SubPathProxy(int port) throws IOException {
        this.port = port;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(PATH, this::pass);
        server.start();
    }

    /** Where the service seems to be, with a slash at its end. */
    String root() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Ends what is open, and answers nothing any more. */
    void cut() throws IOException {
        cut = true;
        for (InputStream answer : open) {
            answer.close();
        }
    }

    /** Passes on again. */
    void restore() {
        cut = false;
    }

    /** Passes on to another port from now on. */
    void turnTo(int other) {
        port = other;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (cut) {
                throw new IOException("the way to the service is cut");
            }
            HttpResponse<InputStream> answer = client.send(request(exchange), BodyHandlers.ofInputStream());
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            boolean without = exchange.getRequestMethod().equals("HEAD")
                    || answer.statusCode() == 204
                    || answer.statusCode() == 304;
            exchange.sendResponseHeaders(answer.statusCode(), without ? -1 : 0);
            if (!without) {
                copy(answer.body(), exchange.getResponseBody());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        String path = asked.getRawPath().substring(PATH.length() - 1);
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        // a guard of origins compares with whom the browser asked
        request.header("X-Forwarded-Host", exchange.getRequestHeaders().getFirst("Host"));
        return request.build();
    }

    private void copy(InputStream from, OutputStream to) throws IOException {
        open.add(from);
        try (from) {
            byte[] buffer = new byte[16 * 1024];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        server.stop(0);
        threads.close();
        client.close();
    }
}
