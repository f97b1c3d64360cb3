// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer, from its headers to the last byte of its body. Used by one thread. */
final class Exchange implements AutoCloseable {
    /** HTTP/1.1 200 and the line ends around the headers. */
    private static final int STATUS_LINE_BYTES = 19;

    private static final int HEADER_PUNCTUATION_BYTES = 4;
    private static final int EXCERPT_BYTES = 200;

    private final HttpResponse<ResponseBody> response;
    private final Deadline deadline;
    private final boolean newConnection;
    private final long headersNanos;
    private @Nullable Duration pause;

    /** What is done with an answer. */
    @FunctionalInterface
    interface Use<T> {
        T use() throws IOException, ScrapeException;
    }

    /** The headers have just come. */
    Exchange(HttpResponse<ResponseBody> response, Deadline deadline, boolean newConnection) {
        this.response = response;
        this.deadline = deadline;
        this.newConnection = newConnection;
        this.headersNanos = deadline.elapsedNanos();
    }

    /** Does something with the answer; where that fails the exception says what it cost all the same. */
    <T> T run(Use<T> use) throws ScrapeException, InterruptedException {
        try {
            return use.use();
        } catch (InterruptedIOException e) {
            // InterruptedException stands for the flag from here on
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw ExchangeFailure.of(uri(), e, deadline).with(cost(), pause);
        } catch (ScrapeException e) {
            throw e.with(cost(), pause);
        }
    }

    /** Says that the server wants to be left alone after this exchange. */
    void pauses(Duration length) {
        pause = length;
    }

    URI uri() {
        return response.uri();
    }

    int status() {
        return response.statusCode();
    }

    HttpHeaders headers() {
        return response.headers();
    }

    ResponseBody body() {
        return response.body();
    }

    /** Throws unless the status is 200. */
    void requireOk() throws ScrapeException, IOException {
        int status = status();
        if (status == 200) {
            return;
        }
        String answer = "%s answered %d".formatted(uri(), status);
        throw switch (status) {
            case 401 ->
                new ScrapeException(
                        Reason.DENIED,
                        answer + "; expected credentials it knows: look at the token or the client certificate");
            case 403 ->
                new ScrapeException(
                        Reason.DENIED,
                        "%s%s; expected the right to %s %s"
                                .formatted(
                                        answer,
                                        excerpt(),
                                        response.request().method().toLowerCase(Locale.ROOT),
                                        uri().getRawPath()));
            case 429 ->
                new ScrapeException(
                        Reason.THROTTLED,
                        answer + ": it is asked too often, or too busy; it is left alone for a while");
            case 300, 301, 302, 303, 305, 307, 308 ->
                new ScrapeException(
                        Reason.REDIRECT,
                        "%s, to %s; redirects are not followed: give the address it leads to"
                                .formatted(
                                        answer, headers().firstValue("Location").orElse("nowhere")));
            default ->
                new ScrapeException(
                        status >= 500 ? (pause == null ? Reason.SERVER_ERROR : Reason.THROTTLED) : Reason.STATUS,
                        answer + excerpt() + "; expected 200");
        };
    }

    private String excerpt() throws IOException {
        byte[] bytes = body().readNBytes(EXCERPT_BYTES);
        body().readNBytes(1);
        return bytes.length == 0 ? "" : " (" + ExpositionLine.excerpt(bytes, 0, bytes.length) + ')';
    }

    /** The form of the page, by its content type. */
    ExpositionFormat format() throws ScrapeException {
        String contentType = headers().firstValue("Content-Type").orElse("");
        ExpositionFormat format = ExpositionFormat.of(contentType);
        if (format == null) {
            throw new ScrapeException(
                    Reason.CONTENT_TYPE,
                    "%s answered with the content type '%s'; expected text/plain or application/openmetrics-text: is it a login page?"
                            .formatted(uri(), contentType));
        }
        return format;
    }

    /**
     * The body as text; its end is known to be its end.
     *
     * @param maxBytes how much may come packed: packed members that hold nothing would never pass a limit of what they unpack to
     */
    InputStream unpackedBody(long maxBytes) throws ScrapeException {
        List<String> encodings = headers().allValues("Content-Encoding");
        String encoding = String.join(",", encodings).strip().toLowerCase(Locale.ROOT);
        InputStream unpacked = switch (encoding) {
            case "", "identity" -> body();
            case "gzip", "x-gzip" -> new GunzipStream(new LimitedInput(body(), maxBytes));
            default ->
                throw new ScrapeException(
                        Reason.CONTENT_TYPE,
                        "%s answered with the content encoding '%s'; expected gzip or none".formatted(uri(), encoding));
        };
        if (unpacked == body() && !isFramed()) {
            throw new ScrapeException(
                    Reason.CUT,
                    "%s says neither how long its answer is nor sends it in chunks, so that one cut off would look whole; expected Content-Length or chunks"
                            .formatted(uri()));
        }
        return unpacked;
    }

    private boolean isFramed() {
        return headers().firstValue("Content-Length").isPresent()
                || headers().firstValue("Transfer-Encoding").isPresent();
    }

    /** Throws where the answer is a page for people: whoever sits in front of the server has answered in its place. */
    void requireNoPage() throws ScrapeException {
        String contentType = headers().firstValue("Content-Type").orElse("");
        if (contentType.toLowerCase(Locale.ROOT).startsWith("text/html")) {
            throw new ScrapeException(
                    Reason.CONTENT_TYPE,
                    "%s answered with the content type '%s'; expected JSON: is it a login page?"
                            .formatted(uri(), contentType));
        }
    }

    /** What the exchange has cost so far. */
    ExchangeCost cost() {
        long receivedBytes = STATUS_LINE_BYTES + body().receivedBytes();
        for (Map.Entry<String, List<String>> header : headers().map().entrySet()) {
            for (String value : header.getValue()) {
                receivedBytes += header.getKey().length() + value.length() + HEADER_PUNCTUATION_BYTES;
            }
        }
        return new ExchangeCost(status(), receivedBytes, headersNanos, deadline.elapsedNanos(), newConnection);
    }

    @Override
    public void close() {
        body().close();
    }
}
