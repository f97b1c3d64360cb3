// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployFormatException;
import dev.headroom.deploys.DeployLines;
import dev.headroom.deploys.DeployMerge;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.DeployTelling;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.BurstRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs a recording through the pipeline of the live service and says what it found, or has it played in the service itself. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Finds the bursts in a recording, what a dashboard would have shown of them, and the deploys behind them.")
final class ReplayCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String DEPLOYS_BESIDE = "deploys.ndjson";

    /** How the result is written. */
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What makes the exit code 1. */
    enum FailOn {
        /** Any burst. */
        BURST {
            @Override
            boolean found(BurstRecord burst) {
                return true;
            }
        },
        /** A burst hidden from any configured dashboard. */
        HIDDEN {
            @Override
            boolean found(BurstRecord burst) {
                return burst.hidden();
            }
        },
        /** A burst that a deploy caused or likely caused. */
        ATTRIBUTED {
            @Override
            boolean found(BurstRecord burst) {
                return burst.verdict().deploy() != null;
            }
        },
        /** Nothing. */
        NEVER {
            @Override
            boolean found(BurstRecord burst) {
                return false;
            }
        };

        abstract boolean found(BurstRecord burst);

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads a recording to its end. */
    @FunctionalInterface
    private interface Reading {
        RecordingSummary read(ReadProgress progress) throws IOException, RecordingException;
    }

    @Parameters(
            index = "0",
            paramLabel = "RECORDING",
            description = "OpenMetrics text with timestamps, plain or gzip; - reads standard input.")
    private String recording = STANDARD_INPUT;

    @Option(
            names = "--deploys",
            paramLabel = "FILE",
            description = "Deploys, one JSON object a line (default: " + DEPLOYS_BESIDE
                    + " beside the recording, if there is one).")
    private @Nullable Path deploysFile;

    @Option(names = "--format", paramLabel = "text|json", description = "What to print (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Option(
            names = "--fail-on",
            paramLabel = "burst|hidden|attributed|never",
            description = "Exit with 1 when there is such a burst (default: ${DEFAULT-VALUE}).")
    private FailOn failOn = FailOn.NEVER;

    @Mixin
    private final PlayOptions play = new PlayOptions();

    @Unmatched
    private final List<String> serviceArguments = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli
    private CommandSpec spec;

    private final Shell shell;
    private final Interruption interruption;
    private final Consumer<PlayedRecording> service;

    /**
     * @param service takes the recording that is to be played in the service
     */
    ReplayCommand(Shell shell, Interruption interruption, Consumer<PlayedRecording> service) {
        this.shell = shell;
        this.interruption = interruption;
        this.service = service;
    }

    @Override
    public Integer call() throws CommandFailure {
        play.check(spec.commandLine(), serviceArguments);
        if (play.serve()) {
            return serve().number();
        }
        ReplayOutcome outcome = replay(DeployMerge.of(reports()));
        print(outcome);
        if (outcome.interrupted()) {
            return ExitCode.INTERRUPTED.number();
        }
        boolean found = outcome.result().bursts().stream().anyMatch(failOn::found);
        return (found ? ExitCode.FOUND : ExitCode.FINE).number();
    }

    /** Reads all of it first: what is wrong is said before anything of it is shown. */
    private ExitCode serve() throws CommandFailure {
        Path file = Path.of(recording);
        if (recording.equals(STANDARD_INPUT) || isPipe(file)) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "%s cannot be read twice, and --serve reads it before it plays it; expected a file"
                            .formatted(recording.equals(STANDARD_INPUT) ? "standard input" : recording));
        }
        List<DeployTelling> deploys = DeployTelling.of(reports());
        RecordingSummary summary;
        try {
            summary = read(progress -> RecordingReader.check(file, progress));
        } catch (IOException unreadable) {
            if (interruption.requested()) {
                return ExitCode.INTERRUPTED;
            }
            throw FileProblem.reading(file, unreadable);
        }
        if (summary.readings() == 0) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "%s has no readings; expected some to play".formatted(recording));
        }
        Instant from = Instant.EPOCH.plusNanos(summary.fromNanos().orElseThrow());
        Instant to = Instant.EPOCH.plusNanos(summary.toNanos().orElseThrow());
        play.checkWithin(spec.commandLine(), from, to);
        service.accept(new PlayedRecording(file, from, to, play.at(from), play.speed(), deploys, serviceArguments));
        return ExitCode.FINE;
    }

    private static boolean isPipe(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private List<DeployReport> reports() throws CommandFailure {
        Path file = deploysFile;
        if (file == null) {
            if (recording.equals(STANDARD_INPUT)) {
                return List.of();
            }
            file = Path.of(recording).resolveSibling(DEPLOYS_BESIDE);
            if (!Files.exists(file)) {
                return List.of();
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            return DeployLines.reports(in, file.toString());
        } catch (DeployFormatException invalid) {
            throw new CommandFailure(ExitCode.BAD_INPUT, invalid);
        } catch (IOException unreadable) {
            throw FileProblem.reading(file, unreadable);
        }
    }

    private ReplayOutcome replay(List<Deploy> deploys) throws CommandFailure {
        ReplayRun run = new ReplayRun(DetectionSettings.defaults());
        try {
            return run.finish(recording, read(progress -> all(run, progress)), deploys, false);
        } catch (IOException unreadable) {
            if (interruption.requested()) {
                return run.finish(recording, run.soFar(), deploys, true);
            }
            throw FileProblem.reading(Path.of(recording), unreadable);
        }
    }

    private RecordingSummary all(ReplayRun run, ReadProgress progress) throws IOException, RecordingException {
        RecordingReader reader = new RecordingReader(run::target, progress);
        return recording.equals(STANDARD_INPUT) ? reader.read(shell.in()) : reader.read(Path.of(recording));
    }

    private RecordingSummary read(Reading reading) throws IOException, CommandFailure {
        Progress progress = new Progress(shell.err(), shell.nanoTime());
        try {
            return reading.read(shell.errInteractive() ? progress : ReadProgress.NONE);
        } catch (RecordingException invalid) {
            throw new CommandFailure(ExitCode.BAD_INPUT, invalid);
        } finally {
            progress.erase();
        }
    }

    private void print(ReplayOutcome outcome) {
        if (format == Format.JSON) {
            PrintWriter out = shell.text(StandardCharsets.UTF_8);
            Json.print(outcome.result(), out);
            return;
        }
        PrintWriter out = shell.text(shell.charset());
        Terminal terminal = Terminal.of(shell.environment(), shell.charset(), shell.outInteractive());
        new ReplayReport(outcome, terminal, out).print();
    }
}
