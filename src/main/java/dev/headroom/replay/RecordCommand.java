// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.procfs.HostInventory;
import dev.headroom.procfs.HostOptions;
import dev.headroom.procfs.HostSources;
import dev.headroom.sampling.Sampler;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import dev.headroom.sampling.Timeline;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what this host's sources read as a recording. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Records the raw counters of this host, for replay and for promtool tsdb create-blocks-from openmetrics.")
final class RecordCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final long LOOK_EVERY_MILLIS = 1_000;
    private static final int BUFFER_BYTES = 1 << 13;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description =
                    "Where to; packed with gzip where it ends in .gz; an existing file is replaced; - is standard output.")
    private String file = STANDARD_OUTPUT;

    @Option(
            names = "--duration",
            paramLabel = "LENGTH",
            converter = Lengths.class,
            description = "For how long (default: 60s). Ctrl-C ends the recording properly before.")
    private Duration duration = Duration.ofSeconds(60);

    @Option(
            names = "--interval",
            paramLabel = "LENGTH",
            converter = Lengths.class,
            defaultValue = "${env:HEADROOM_SAMPLING_INTERVAL:-100ms}",
            description = "Between two readings (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ofMillis(100);

    @Option(
            names = "--target",
            paramLabel = "NAME",
            defaultValue = "${env:HEADROOM_HOST_TARGET:-}",
            description = "The host's name in the recording (default: its own).")
    private String target = "";

    @Mixin
    private final HostChoice host = new HostChoice();

    private final Shell shell;
    private final Interruption interruption;

    RecordCommand(Shell shell, Interruption interruption) {
        this.shell = shell;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws CommandFailure {
        HostOptions options = host.options();
        List<Source> sources = HostSources.open(options);
        requireOne(sources);
        String name = target.isEmpty() ? HostInventory.of(options).hostName() : target;
        CountDownLatch ended = new CountDownLatch(1);
        boolean interrupted;
        NotingStream out = open(ended);
        try (RecordingWriter writer =
                new RecordingWriter(packed() ? new GZIPOutputStream(out, BUFFER_BYTES) : out, name)) {
            Object lock = new Object();
            Sampler sampler = new Sampler(name, interval, sources, writer, lock, Timeline.system());
            sampler.start();
            interrupted = await(ended, sampler, out);
            sampler.stop();
            say(sampler.status());
        } catch (IOException unwritable) {
            throw FileProblem.writing(file, out.failure().orElse(unwritable));
        }
        if (out.failure().isPresent()) {
            throw FileProblem.writing(file, out.failure().orElseThrow());
        }
        return (interrupted ? ExitCode.INTERRUPTED : ExitCode.FINE).number();
    }

    /** A recording of nothing helps nobody: says why before a file is touched. */
    private static void requireOne(List<Source> sources) throws CommandFailure {
        StringBuilder reasons = new StringBuilder();
        for (Source source : sources) {
            try {
                source.read();
                return;
            } catch (SourceException unreadable) {
                reasons.append(System.lineSeparator()).append("  ").append(unreadable.getMessage());
            }
        }
        throw new CommandFailure(ExitCode.CANNOT_RUN, "this host has nothing that can be read:" + reasons);
    }

    private boolean packed() {
        return file.endsWith(".gz");
    }

    private NotingStream open(CountDownLatch failed) throws CommandFailure {
        if (file.equals(STANDARD_OUTPUT)) {
            return new NotingStream(new Unclosed(shell.out()), failed);
        }
        Path path = Path.of(file);
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CommandFailure(
                    ExitCode.CANNOT_RUN, file + " is not a regular file; name a new file, or - for standard output");
        }
        if (Files.exists(path)) {
            shell.err().println(file + " is there already and is replaced");
        }
        try {
            return new NotingStream(Files.newOutputStream(path), failed);
        } catch (IOException unwritable) {
            throw FileProblem.writing(file, unwritable);
        }
    }

    /** Waits for the end, for whatever reason; true where the user asked for it. */
    private boolean await(CountDownLatch ended, Sampler sampler, NotingStream out) {
        long startNanos = shell.nanoTime().getAsLong();
        try {
            while (!interruption.requested()) {
                long leftMillis = duration.toMillis() - (shell.nanoTime().getAsLong() - startNanos) / 1_000_000;
                if (leftMillis <= 0 || ended.await(Math.min(leftMillis, LOOK_EVERY_MILLIS), TimeUnit.MILLISECONDS)) {
                    break;
                }
                progress(leftMillis, sampler, out);
            }
        } catch (InterruptedException asked) {
            return true; // the flag is spent: the recording is to be ended properly, without another interruption
        } finally {
            erase();
        }
        return interruption.requested();
    }

    private void progress(long leftMillis, Sampler sampler, NotingStream out) {
        if (shell.errInteractive()) {
            shell.err()
                    .printf(
                            Locale.ROOT,
                            "\r\033[Krecording: %,d readings, %,d kB, %s left, Ctrl-C ends it",
                            sampler.status().ticks(),
                            out.bytes() / 1_000,
                            Phrases.duration(leftMillis / 1e3));
            shell.err().flush();
        }
    }

    private void erase() {
        if (shell.errInteractive()) {
            shell.err().print("\r\033[K");
            shell.err().flush();
        }
    }

    private void say(SamplerStatus status) {
        shell.err()
                .println("recorded " + Phrases.count(status.ticks(), "reading") + " of " + status.target()
                        + (status.missedTicks() == 0
                                ? ""
                                : ", missed " + status.missedTicks() + " that the machine was too busy for"));
        for (SamplerStatus.SourceStatus source : status.sources()) {
            String why = source.message();
            if (why != null) {
                shell.err().println("without " + source.name() + ": " + why);
            }
        }
    }

    /** Standard output, which is flushed and not closed with the recording. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            out.write(content, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
