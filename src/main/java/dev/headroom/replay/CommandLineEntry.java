// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/**
 * The command line: runs the commands of the program without the service around them, which is what lets them start at once.
 * Everything that knows picocli is in this package.
 */
public final class CommandLineEntry {
    private final Shell shell;
    private final Interruption interruption;
    private final Consumer<PlayedRecording> service;

    CommandLineEntry(Shell shell, Interruption interruption, Consumer<PlayedRecording> service) {
        this.shell = shell;
        this.interruption = interruption;
        this.service = service;
    }

    /**
     * True when these arguments are a command's; false when they are the service's: none, or options only, {@code --help} and
     * {@code --version} apart.
     */
    public static boolean claims(String... arguments) {
        return arguments.length > 0
                && (!arguments[0].startsWith("--")
                        || List.of("--help", "--version").contains(arguments[0]));
    }

    /**
     * Runs the command that the arguments name, on the streams of this process.
     *
     * @param nanoTime a clock that never steps, nanoseconds since some instant
     * @param service takes the recording that the service is to play once this has returned 0
     * @return the exit code: 0 fine, 1 found or failed, 2 wrong usage or input, 3 cannot run, 130 interrupted
     */
    public static int run(LongSupplier nanoTime, Consumer<PlayedRecording> service, String... arguments) {
        try (Interruption interruption = Interruption.ofProcess()) {
            return new CommandLineEntry(Shell.ofProcess(nanoTime), interruption, service).execute(arguments);
        }
    }

    int execute(String... arguments) {
        PrintWriter out = shell.text(shell.charset());
        CommandLine commands = commands(out);
        int code = commands.execute(arguments);
        out.flush();
        return code;
    }

    private CommandLine commands(PrintWriter out) {
        CommandLine commands = new CommandLine(new HeadroomCommand())
                .addSubcommand(new ReplayCommand(shell, interruption, service))
                .addSubcommand(new RecordCommand(shell, interruption))
                .addSubcommand(new ExplainCommand(shell))
                .addSubcommand(new LiveCommand(shell, interruption))
                .addSubcommand(new CheckCommand(shell))
                .addSubcommand(new HealthCommand(shell));
        Terminal terminal = Terminal.of(shell.environment(), shell.charset(), shell.outInteractive());
        return commands.setOut(out)
                .setErr(shell.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(terminal.width(), 55, 120))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler(this::failed);
    }

    /** Says what is wrong with the command line, and what is right. */
    private int misused(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = shell.err();
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched && command.getParent() == null) {
            err.println("headroom: there is no command '"
                    + printable(unmatched.getUnmatched().getFirst()) + "'");
        } else {
            err.println(command.getCommandSpec().qualifiedName() + ": " + printable(CommandFailure.words(problem)));
        }
        if (command.getParent() == null) {
            String names = command.getSubcommands().keySet().stream().sorted().collect(Collectors.joining(", "));
            err.println("Commands: " + names + ". Without a command it runs as a service.");
        }
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.BAD_INPUT.number();
    }

    private int failed(Exception problem, CommandLine command, CommandLine.ParseResult parsed) throws IOException {
        PrintWriter err = shell.err();
        if (problem instanceof CommandFailure failure) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + printable(CommandFailure.words(failure)));
            err.flush();
            return failure.exitCode().number();
        }
        err.println(command.getCommandSpec().qualifiedName()
                + ": a defect of Headroom itself; please report it with the lines below");
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            err.println(cause);
            for (StackTraceElement frame : cause.getStackTrace()) {
                err.println("    at " + frame);
            }
        }
        err.flush();
        return ExitCode.CANNOT_RUN.number();
    }

    private String printable(String text) {
        return new Terminal(Integer.MAX_VALUE, true, false).printable(text);
    }
}
