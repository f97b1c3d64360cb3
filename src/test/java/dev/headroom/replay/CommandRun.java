// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs commands in this process, on streams that a test gives and reads. */
final class CommandRun {
    private final Map<String, String> environment = new HashMap<>();
    private Charset charset = StandardCharsets.UTF_8;
    private byte[] input = new byte[0];
    private boolean interactive;
    private @Nullable String last;
    private final List<PlayedRecording> toPlay = new ArrayList<>();

    /**
     * How a command ended.
     *
     * @param code its exit code
     * @param out what it wrote on standard output
     * @param err what it wrote on standard error
     */
    record Ended(int code, String out, String err) {}

    CommandRun environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CommandRun charset(Charset terminal) {
        charset = terminal;
        return this;
    }

    CommandRun input(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    /** Standard output is a terminal. */
    CommandRun interactive() {
        interactive = true;
        return this;
    }

    /** The user interrupts the command as soon as it has printed this. */
    CommandRun interruptedAfter(String text) {
        last = text;
        return this;
    }

    /** The recordings that the service was asked to play. */
    List<PlayedRecording> toPlay() {
        return toPlay;
    }

    Ended of(String... arguments) {
        AtomicReference<Interruption> user = new AtomicReference<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                if (last != null && toString(charset).contains(last)) {
                    user.get().request();
                }
            }
        };
        StringWriter err = new StringWriter();
        Shell shell = new Shell(
                new ByteArrayInputStream(input),
                out,
                charset,
                new PrintWriter(err, true),
                environment,
                interactive,
                false,
                () -> 0);
        try (Interruption interruption = new Interruption(Thread.currentThread())) {
            user.set(interruption);
            int code = new CommandLineEntry(shell, interruption, toPlay::add).execute(arguments);
            return new Ended(code, out.toString(charset), err.toString());
        }
    }
}
