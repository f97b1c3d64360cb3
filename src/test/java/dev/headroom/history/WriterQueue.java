// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.nio.file.Path;

/** Processes of which the next starts while one runs, so that nobody waits for a virtual machine. */
final class WriterQueue implements AutoCloseable {
    private final Class<?> program;
    private final Path log;
    private WriterProcess waiting;

    WriterQueue(Class<?> program, Path log) throws IOException {
        this.program = program;
        this.log = log;
        this.waiting = new WriterProcess(program, log);
    }

    /** The one that waits; whoever takes it closes it. */
    WriterProcess next() throws IOException {
        WriterProcess ready = waiting;
        waiting = new WriterProcess(program, log);
        return ready;
    }

    @Override
    public void close() {
        waiting.close();
    }
}
