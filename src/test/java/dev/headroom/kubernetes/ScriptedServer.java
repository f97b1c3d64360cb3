// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** An API server that answers as a test says, and remembers what it was asked. */
final class ScriptedServer implements ApiRequests {
    final List<String> asked = new ArrayList<>();
    final List<Open> streams = new ArrayList<>();
    Consumer<Open> onStream = open -> {};
    Function<String, ApiAnswer> answers = path -> new ApiAnswer.Unreachable("no answer in the script");

    /** A stream as the server sees it. */
    static final class Open implements Stream {
        final String path;
        final StreamListener listener;
        boolean cancelled;

        Open(String path, StreamListener listener) {
            this.path = path;
            this.listener = listener;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        void accept() {
            listener.opened();
        }

        void send(String line) {
            listener.line(line.getBytes(StandardCharsets.UTF_8));
        }

        void end(int status) {
            listener.ended(status(status));
        }

        void breakOff() {
            listener.ended(new ApiAnswer.Unreachable("reset"));
        }
    }

    static ApiAnswer status(int status) {
        return new ApiAnswer.Received(status, new byte[0], null);
    }

    static ApiAnswer json(String json) {
        return new ApiAnswer.Received(200, json.getBytes(StandardCharsets.UTF_8), null);
    }

    @Override
    public CompletableFuture<ApiAnswer> send(ApiRequest request) {
        asked.add(request.method() + " " + request.path());
        return CompletableFuture.completedFuture(answers.apply(request.path()));
    }

    @Override
    public Stream stream(ApiRequest request, StreamListener listener) {
        asked.add("STREAM " + request.path());
        Open open = new Open(request.path(), listener);
        streams.add(open);
        onStream.accept(open);
        return open;
    }

    Open last() {
        return streams.getLast();
    }

    boolean watching() {
        return !last().path.contains("sendInitialEvents");
    }
}
