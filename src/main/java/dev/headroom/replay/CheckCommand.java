// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what this host offers, and what is missed where something is missing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Says what this host offers to be watched, and what each missing thing costs. Exits with 1 where something that"
                        + " should work does not.")
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--format", paramLabel = "text|json", description = "What to print (default: ${DEFAULT-VALUE}).")
    private ReplayCommand.Format format = ReplayCommand.Format.TEXT;

    @Mixin
    private final HostChoice host = new HostChoice();

    private final Shell shell;

    CheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure {
        HostCheck check = HostCheck.of(host.options(), shell.nanoTime());
        if (format == ReplayCommand.Format.JSON) {
            Json.print(check, shell.text(StandardCharsets.UTF_8));
        } else {
            PrintWriter out = shell.text(shell.charset());
            print(check, Terminal.of(shell.environment(), shell.charset(), shell.outInteractive()), out);
            out.flush();
        }
        return (check.fine() ? ExitCode.FINE : ExitCode.FOUND).number();
    }

    private static void print(HostCheck check, Terminal terminal, PrintWriter out) {
        out.println(
                terminal.strong(terminal.printable(check.host())) + ": " + terminal.printable(check.operatingSystem()));
        fact(
                out,
                "CPU",
                "%s, %s".formatted(Phrases.count(check.cores(), "core"), terminal.printable(check.cpuModel())));
        fact(out, "Control groups", check.controlGroups());
        fact(
                out,
                "Clock",
                String.format(
                        Locale.ROOT,
                        "%s, steps of %,d ns; kernel tick %s",
                        terminal.printable(check.clockSource()),
                        check.clockResolutionNanos(),
                        check.kernelTickHz() == null ? "not told" : check.kernelTickHz() + " Hz"));
        fact(out, "Permissions", "user %s, hidepid %s".formatted(check.user(), terminal.printable(check.hidePid())));
        fact(out, "Java", check.java());
        out.println();
        for (HostCheck.Link link : check.interfaces()) {
            Double speed = link.bytesPerSecond();
            fact(
                    out,
                    "Link " + terminal.printable(link.name()),
                    speed == null
                            ? terminal.alert("unknown") + ": " + terminal.printable(String.valueOf(link.reason()))
                            : Phrases.limit(SignalKind.NETWORK_TRANSMIT, new Limit.Known(speed)));
        }
        out.println();
        for (HostCheck.State source : check.sources()) {
            if (source.up()) {
                fact(out, "Source " + source.name(), "up");
            } else {
                fact(
                        out,
                        "Source " + source.name(),
                        terminal.alert(source.state()) + ": " + terminal.printable(String.valueOf(source.message())));
                fact(out, "", "without it " + source.cost());
            }
        }
    }

    private static void fact(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "  %-16s  %s", name, value));
    }
}
