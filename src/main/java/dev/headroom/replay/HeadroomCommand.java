// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program as a command: it only holds the subcommands. */
@Command(
        name = "headroom",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Watches the capacity of a Kubernetes control plane at high resolution, catches the short bursts that coarse dashboards"
                    + " average away, and names the deploy behind each of them.",
            "",
            "Without a command it runs as a service and answers on http://localhost:19847; options such as"
                    + " --headroom.sampling.interval=50ms configure it."
        },
        subcommands = {HelpCommand.class, VersionCommand.class},
        footer = {
            "",
            "Exit codes: 0 fine; 1 --fail-on's condition, or a failed check; 2 wrong usage or input; 3 cannot run; 130 interrupted."
        })
final class HeadroomCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // injected by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
