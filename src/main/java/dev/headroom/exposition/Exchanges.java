// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Begins exchanges with one server: its address checked, its credentials sent, its wish to be left alone heeded. Thread safe. */
final class Exchanges {
    private final Endpoint endpoint;
    private final LongSupplier nanoTime;
    private final HttpClients clients;
    private final AddressCheck addresses;
    private final @Nullable BearerToken token;
    private final Pause pause;
    private final AtomicReference<String> lastConnection = new AtomicReference<>("");

    Exchanges(
            Endpoint endpoint,
            LongSupplier nanoTime,
            HttpClients clients,
            AddressCheck addresses,
            @Nullable BearerToken token,
            Pause pause) {
        this.endpoint = endpoint;
        this.nanoTime = nanoTime;
        this.clients = clients;
        this.addresses = addresses;
        this.token = token;
        this.pause = pause;
    }

    /**
     * Sends a GET and waits for the headers of its answer.
     *
     * @param accept the content types wanted
     * @param gzip whether the answer may be packed
     * @return the exchange, to be closed when its body was read or is not wanted
     */
    Exchange send(String path, String accept, boolean gzip, Duration length)
            throws ScrapeException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path))
                .header("Accept", accept)
                .header("Accept-Encoding", gzip ? "gzip" : "identity");
        return send(request, length);
    }

    /**
     * Sends JSON, or asks for it, and waits for the headers of the answer.
     *
     * @param json the body; null for none
     */
    Exchange send(String method, String path, byte @Nullable [] json, Duration length)
            throws ScrapeException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path))
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return send(request, length);
    }

    private Exchange send(HttpRequest.Builder request, Duration length) throws ScrapeException, InterruptedException {
        Deadline deadline = new Deadline(nanoTime, length);
        Duration left = pause.left();
        if (left != null) {
            throw new ScrapeException(
                            Reason.THROTTLED,
                            "%s asked to be left alone and is, for another %d ms"
                                    .formatted(endpoint.origin(), left.toMillis()))
                    .with(ExchangeCost.NONE, left);
        }
        request.timeout(length).header("User-Agent", "headroom");
        if (token != null) {
            request.header("Authorization", token.header());
        }
        HttpClient client = clients.client(endpoint.isHttps() ? endpoint.tls() : TlsSettings.SYSTEM);
        String host = endpoint.origin().getHost();
        addresses.require(host, deadline);
        HttpResponse<ResponseBody> response = await(client, request.build(), deadline);
        Exchange exchange = new Exchange(response, deadline, isNew(response));
        try {
            addresses.require(host, deadline);
            heed(exchange);
            return exchange;
        } catch (ScrapeException e) {
            exchange.close();
            throw e.with(exchange.cost(), null);
        }
    }

    private static HttpResponse<ResponseBody> await(HttpClient client, HttpRequest request, Deadline deadline)
            throws ScrapeException, InterruptedException {
        CompletableFuture<HttpResponse<ResponseBody>> future =
                client.sendAsync(request, info -> new ResponseBody(deadline));
        try {
            return future.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw ExchangeFailure.of(request.uri(), e.getCause() == null ? e : e.getCause(), deadline);
        } catch (TimeoutException | InterruptedException e) {
            // what arrives too late is closed, or its connection would wait for a reader
            future.whenComplete((response, failure) -> {
                if (response != null) {
                    response.body().close();
                }
            });
            future.cancel(true);
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw ExchangeFailure.of(request.uri(), e, deadline);
        }
    }

    private boolean isNew(HttpResponse<?> response) {
        Optional<String> connection = response.connectionLabel();
        return connection.isPresent() && !connection.get().equals(lastConnection.getAndSet(connection.get()));
    }

    /** Remembers what the status asks of the next requests. */
    private void heed(Exchange exchange) {
        if (exchange.status() == 401 && token != null) {
            token.refused();
        }
        String retryAfter = exchange.headers().firstValue("Retry-After").orElse(null);
        if (exchange.status() == 429 || (exchange.status() == 503 && retryAfter != null)) {
            exchange.pauses(pause.begin(retryAfter));
        }
    }

    @Nullable
    Duration pauseLeft() {
        return pause.left();
    }

    @Override
    public String toString() {
        return endpoint.origin().toString();
    }
}
