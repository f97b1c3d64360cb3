// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the API server: fabric8's HTTP client, which brings the credentials (a projected token is read again every minute, an
 * expired one at once) and verifies the server's certificate always. Everything that goes over it is counted. Thread safe.
 */
final class ApiConnection implements ApiRequests, AutoCloseable {
    private static final int LONGEST_REFUSAL_BYTES = 64 << 10;

    private final URI url;
    private final HttpClient http;
    private final RequestCounts counts = new RequestCounts();

    private ApiConnection(URI url, HttpClient http) {
        this.url = url;
        this.http = http;
    }

    /** Opens it; nothing is sent yet. */
    static ApiConnection open(Config config) {
        JdkHttpClientFactory factory = new JdkHttpClientFactory();
        HttpClient.Builder builder = factory.newBuilder();
        HttpClientUtils.applyCommonConfiguration(config, builder, factory);
        return new ApiConnection(URI.create(config.getMasterUrl()), builder.build());
    }

    /** The address of the API server, as the credentials have it. */
    URI url() {
        return url;
    }

    RequestCounts counts() {
        return counts;
    }

    @Override
    public CompletableFuture<ApiAnswer> send(ApiRequest request) {
        CompletableFuture<ApiAnswer> answer = new CompletableFuture<>();
        exchange(request, http.newHttpRequestBuilder(), answer, null);
        return answer;
    }

    @Override
    public Stream stream(ApiRequest request, StreamListener listener) {
        CompletableFuture<ApiAnswer> end = new CompletableFuture<>();
        end.thenAccept(listener::ended);
        AtomicReference<@Nullable AsyncBody> open =
                exchange(request, http.newHttpRequestBuilder().forStreaming(), end, listener);
        return () -> {
            end.complete(new ApiAnswer.Unreachable("ended by Headroom"));
            AsyncBody body = open.get();
            if (body != null) {
                body.cancel();
            }
        };
    }

    private AtomicReference<@Nullable AsyncBody> exchange(
            ApiRequest request,
            HttpRequest.Builder builder,
            CompletableFuture<ApiAnswer> answer,
            @Nullable StreamListener listener) {
        builder.uri(url.resolve(request.path())).setHeader("Accept", request.accept());
        if (request.json() != null) {
            builder.method(request.method(), ApiRequest.JSON, request.json());
        }
        AtomicReference<@Nullable AsyncBody> open = new AtomicReference<>();
        Body body = new Body(request.mostBytes(), listener);
        http.consumeBytes(builder.build(), body).whenComplete((response, failure) -> {
            if (failure != null) {
                counts.unreachable();
                answer.complete(new ApiAnswer.Unreachable(reason(failure)));
                return;
            }
            counts.answered(response.code());
            AsyncBody content = response.body();
            open.set(content);
            if (answer.isDone()) {
                content.cancel();
                return;
            }
            body.begin(response, answer);
            content.done().whenComplete((done, broken) -> answer.complete(body.end(response, broken)));
            content.consume();
        });
        return open;
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    @Override
    public void close() {
        http.close();
    }

    /** Collects an answer, or hands on the lines of a stream. */
    private final class Body implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final @Nullable StreamListener listener;
        private final @Nullable LineSplitter lines;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
        private int mostBytes;
        private boolean streaming;
        private boolean tooLong;

        Body(int mostBytes, @Nullable StreamListener listener) {
            this.mostBytes = mostBytes;
            this.listener = listener;
            this.lines = listener == null ? null : new LineSplitter(mostBytes, listener);
        }

        void begin(HttpResponse<AsyncBody> response, CompletableFuture<ApiAnswer> answer) {
            if (listener != null && response.isSuccessful()) {
                streaming = true;
                listener.opened();
            } else if (!response.isSuccessful()) {
                mostBytes = LONGEST_REFUSAL_BYTES;
            }
        }

        @Override
        public void consume(List<ByteBuffer> chunks, AsyncBody body) {
            for (ByteBuffer chunk : chunks) {
                counts.received(chunk.remaining());
                if (streaming && lines != null) {
                    lines.accept(chunk);
                } else if (collected.size() + chunk.remaining() > mostBytes) {
                    tooLong = true;
                    body.cancel();
                    return;
                } else {
                    byte[] bytes = new byte[chunk.remaining()];
                    chunk.get(bytes);
                    collected.writeBytes(bytes);
                }
            }
            body.consume();
        }

        ApiAnswer end(HttpResponse<AsyncBody> response, @Nullable Throwable broken) {
            if (tooLong) {
                return new ApiAnswer.TooLong(mostBytes);
            }
            if (broken != null) {
                return new ApiAnswer.Unreachable(
                        broken instanceof CancellationException ? "ended by Headroom" : reason(broken));
            }
            return new ApiAnswer.Received(response.code(), collected.toByteArray(), retryAfter(response));
        }

        private static @Nullable Duration retryAfter(HttpResponse<AsyncBody> response) {
            String seconds = response.header("Retry-After");
            return seconds != null && seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
        }
    }
}
