// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service that answers what a test says: JSON by path, and one stream of events after the other. */
final class FakeService implements AutoCloseable {
    static final String BURST = """
            {"id": "01HYZB0C7T0000000000000000", "target": "node-1", "signal": "cpu", "device": "",
             "start": "2024-05-28T09:00:10.000Z", "end": "2024-05-28T09:00:14.300Z", "durationSeconds": 4.3,
             "peak": 1.0, "mean": 0.99, "saturatedSeconds": 4.1, "before": 0.21, "samples": 43, "coarseSamples": false,
             "interrupted": false, "unobservedSeconds": 0.0, "ofALaterDay": [1],
             "coarse": [{"dashboard": "60s/rate[5m]/60s", "scrapeSeconds": 60.0, "function": "rate", "rangeSeconds": 300.0,
                         "stepSeconds": 60.0, "best": 0.45, "median": 0.4, "worst": 0.35, "hidden": true}],
             "verdict": {"deploy": "D1", "group": ["D1"], "probability": 0.84, "decision": "caused",
                         "evidence": ["It began 3.0 s after web (scap r42) started.", "No history yet."],
                         "rivals": [{"deploy": "D2", "name": null, "probability": 0.12},
                                    {"deploy": null, "name": "background", "probability": 0.04}]},
             "label": {"label": "confirmed", "deploy": null, "note": "seen it before", "at": "2024-05-28T10:00:00.000Z"}}
            """;

    final Map<String, String> answers = new ConcurrentHashMap<>();
    /** What each stream sends before it ends; the last one stays open. */
    final Queue<String> streams = new ConcurrentLinkedQueue<>();

    final List<String> lastEventIds = new CopyOnWriteArrayList<>();
    volatile int status = 200;

    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());

    FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().toString());
            int code = answer == null ? 404 : status;
            byte[] body = (answer == null ? "{\"detail\": \"nothing here\"}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/api/v1/stream", exchange -> {
            String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            lastEventIds.add(last == null ? "" : last);
            String events = streams.poll();
            if (events == null || status != 200) {
                byte[] body = "{\"detail\": \"16 streams are open\"}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(503, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write(events.getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (!streams.isEmpty()) {
                exchange.close();
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An event as it stands in a stream. */
    static String event(String name, String id, String json) {
        return (id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: "
                + json.replaceAll("\\s*\n\\s*", " ").strip() + "\n\n";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
