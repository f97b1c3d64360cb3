// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a recording is played in the service, where it is to be: the options of {@code replay} that belong to {@code --serve}. */
final class PlayOptions {
    private static final double SLOWEST = 0.1;
    private static final double FASTEST = 1_000;

    /** A key of the service has a dot; an option of the command has none. */
    private static final Pattern SERVICE_KEY = Pattern.compile("--[a-z][a-z0-9-]*\\.[^=\\s]+=.*", Pattern.DOTALL);

    /** What would watch something else than the recording. */
    private static final Pattern OTHER_SOURCES =
            Pattern.compile("--headroom\\.(host|kubernetes|targets|deploys\\.log-files)\\b.*", Pattern.DOTALL);

    @Option(
            names = "--serve",
            description =
                    "Do not print: play it in the service, as if it happened now, until Ctrl-C. Options such as"
                            + " --server.port=19900 configure that service; configuration files and the environment do not. What is"
                            + " found is kept in a temporary directory, or in a new one named by --headroom.history.directory=DIR.")
    private boolean serve;

    @Option(
            names = "--speed",
            paramLabel = "TIMES",
            description = "With --serve: how many times as fast as it was, 0.1 to 1000 (default: 1).")
    private @Nullable Double speed;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "With --serve: where to begin, as 2024-05-28T12:16:00Z; what is before is read at once.")
    private @Nullable Instant at;

    /** Whether the recording is to be played in the service. */
    boolean serve() {
        return serve;
    }

    double speed() {
        return speed == null ? 1 : speed;
    }

    /** Where the playing begins. */
    Instant at(Instant from) {
        return at == null ? from : at;
    }

    /**
     * Refuses what does not go together, or goes too far.
     *
     * @param serviceArguments what is no option of the command
     */
    void check(CommandLine command, List<String> serviceArguments) {
        for (String argument : serviceArguments) {
            if (!serve || !SERVICE_KEY.matcher(argument).matches()) {
                throw new UnmatchedArgumentException(command, List.of(argument));
            }
            if (OTHER_SOURCES.matcher(argument).matches()) {
                throw new ParameterException(
                        command, "with --serve nothing but the recording is watched: leave out " + argument);
            }
        }
        if (!serve && (speed != null || at != null)) {
            throw new ParameterException(command, "--speed and --at are for --serve; add it, or leave them out");
        }
        if (serve
                && (command.getParseResult().hasMatchedOption("--format")
                        || command.getParseResult().hasMatchedOption("--fail-on"))) {
            throw new ParameterException(
                    command, "--format and --fail-on are for what is printed; leave them out, or --serve");
        }
        if (!(speed() >= SLOWEST && speed() <= FASTEST)) {
            throw new ParameterException(command, "--speed is %s; expected 0.1 to 1000".formatted(speed));
        }
    }

    /** Refuses a beginning that is not within the recording. */
    void checkWithin(CommandLine command, Instant from, Instant to) {
        if (at(from).isBefore(from) || at(from).isAfter(to)) {
            throw new ParameterException(
                    command, "--at is %s; expected a time within the recording, %s to %s".formatted(at, from, to));
        }
    }
}
