// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployFormatException;
import dev.headroom.deploys.DeployLines;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.BurstRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recording through the pipeline of the live service and says what it found. */
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

    private final Shell shell;
    private final Interruption interruption;

    ReplayCommand(Shell shell, Interruption interruption) {
        this.shell = shell;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws CommandFailure {
        ReplayOutcome outcome = replay(deploys());
        print(outcome);
        if (outcome.interrupted()) {
            return ExitCode.INTERRUPTED.number();
        }
        boolean found = outcome.result().bursts().stream().anyMatch(failOn::found);
        return (found ? ExitCode.FOUND : ExitCode.FINE).number();
    }

    private List<Deploy> deploys() throws CommandFailure {
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
            return DeployLines.read(in, file.toString());
        } catch (DeployFormatException invalid) {
            throw new CommandFailure(ExitCode.BAD_INPUT, invalid);
        } catch (IOException unreadable) {
            throw FileProblem.reading(file, unreadable);
        }
    }

    private ReplayOutcome replay(List<Deploy> deploys) throws CommandFailure {
        ReplayRun run = new ReplayRun(DetectionSettings.defaults());
        Progress progress = new Progress(shell.err(), shell.nanoTime());
        RecordingReader reader =
                new RecordingReader(run::target, shell.errInteractive() ? progress : ReadProgress.NONE);
        try {
            RecordingSummary summary =
                    recording.equals(STANDARD_INPUT) ? reader.read(shell.in()) : reader.read(Path.of(recording));
            return run.finish(recording, summary, deploys, false);
        } catch (RecordingException invalid) {
            throw new CommandFailure(ExitCode.BAD_INPUT, invalid);
        } catch (IOException unreadable) {
            if (interruption.requested()) {
                return run.finish(recording, run.soFar(), deploys, true);
            }
            throw FileProblem.reading(Path.of(recording), unreadable);
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
