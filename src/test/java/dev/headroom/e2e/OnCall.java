// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is paged: a web server that takes in what Alertmanager delivers, under the name of each receiver. */
final class OnCall implements AutoCloseable {
    private final HttpServer server;
    private final List<Page> pages = new CopyOnWriteArrayList<>();

    /**
     * One alert in one delivery.
     *
     * @param at when it was delivered
     * @param receiver to whom
     * @param alert status, labels and annotations
     */
    record Page(Instant at, String receiver, JsonNode alert) {
        boolean firing() {
            return alert.path("status").asString().equals("firing");
        }

        String label(String name) {
            return alert.path("labels").path(name).asString("");
        }

        String annotation(String name) {
            return alert.path("annotations").path(name).asString("");
        }

        /** Which alert it is, whenever it is told of. */
        String name() {
            return "%s %s %s %s%s"
                    .formatted(
                            label("alertname"),
                            label("severity"),
                            label("target"),
                            label("signal"),
                            label("device").isEmpty() ? "" : " " + label("device"));
        }
    }

    private OnCall(HttpServer server) {
        this.server = server;
    }

    static OnCall start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OnCall onCall = new OnCall(server);
        server.createContext("/", onCall::take);
        server.start();
        return onCall;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Instant now = Instant.now();
            String receiver = exchange.getRequestURI().getPath().substring(1);
            JsonNode delivery =
                    new JsonMapper().readTree(exchange.getRequestBody().readAllBytes());
            delivery.path("alerts").forEach(alert -> pages.add(new Page(now, receiver, alert)));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** The address of a receiver. */
    String address(String receiver) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + receiver;
    }

    /** All that was delivered, in its order. */
    List<Page> pages() {
        return pages;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
