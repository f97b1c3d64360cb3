// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells in words what a running service knows of one burst. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Tells what a running Headroom knows of one burst: what was saturated, what dashboards drew of it, which deploy it was and"
                        + " why, and what to do.")
final class ExplainCommand implements Callable<Integer> {
    private static final String LAST = "last";
    private static final String API = "/api/v1/";

    /** More are named in the JSON of the burst. */
    private static final int MOST_DEPLOYS = 10;

    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record BurstPage(List<BurstRecord> bursts) {}

    @Parameters(index = "0", paramLabel = "BURST", description = "The id of a burst, or last for the newest.")
    private String burst = LAST;

    @Option(names = "--format", paramLabel = "text|json", description = "What to print (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Mixin
    private final ServiceAddress address = new ServiceAddress();

    private final Shell shell;
    private final ServiceClient service;

    ExplainCommand(Shell shell) {
        this.shell = shell;
        this.service = new ServiceClient(address);
    }

    @Override
    public Integer call() throws CommandFailure {
        Optional<BurstRecord> found = burst();
        if (found.isEmpty()) {
            shell.err().println("There is no burst yet. " + address + "/api/v1/targets says what is watched.");
            return ExitCode.FOUND.number();
        }
        Explanation explanation = explanation(found.get());
        if (format == Format.JSON) {
            Json.print(explanation, shell.text(StandardCharsets.UTF_8));
        } else {
            PrintWriter out = shell.text(shell.charset());
            new ExplanationReport(
                            explanation,
                            address.toString(),
                            Terminal.of(shell.environment(), shell.charset(), shell.outInteractive()),
                            out)
                    .print();
        }
        return ExitCode.FINE.number();
    }

    private Optional<BurstRecord> burst() throws CommandFailure {
        if (burst.equals(LAST)) {
            BurstPage newest = service.get(API + "bursts?limit=1", BurstPage.class)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.CANNOT_RUN, address + " has no bursts; expected a Headroom of this version"));
            return newest.bursts().stream().findFirst();
        }
        if (!burst.matches("\\w{1,64}")) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "'" + burst + "' is no id of a burst; expected 26 letters and digits, or last");
        }
        BurstRecord known = service.get(API + "bursts/" + burst, BurstRecord.class)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "no burst " + burst + " is known to " + address
                                + "; it never was, or has left the history. Try: explain last"));
        return Optional.of(known);
    }

    private Explanation explanation(BurstRecord known) throws CommandFailure {
        Set<String> named = new LinkedHashSet<>();
        if (known.verdict().deploy() != null) {
            named.add(known.verdict().deploy());
        }
        named.addAll(known.verdict().group());
        known.verdict().rivals().forEach(rival -> {
            if (rival.deploy() != null) {
                named.add(rival.deploy());
            }
        });
        if (known.label() != null && known.label().deploy() != null) {
            named.add(known.label().deploy());
        }
        List<DeployRecord> deploys = new ArrayList<>();
        for (String id : named.stream()
                .filter(id -> id.matches("\\w{1,64}"))
                .limit(MOST_DEPLOYS)
                .toList()) {
            service.get(API + "deploys/" + id, DeployRecord.class).ifPresent(deploys::add);
        }
        String of = API + "bursts/" + known.id();
        return new Explanation(
                known,
                deploys,
                service.get(of + "/samples", Explanation.Samples.class).orElse(null),
                service.get(of + "/steps", Explanation.Next.class).orElse(null));
    }
}
