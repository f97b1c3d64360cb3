// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.BurstRecord.VerdictRecord;
import dev.headroom.history.DeployRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may have caused a burst, likeliest first, each with its share: names and bars as text. */
final class Candidates {
    private static final int BAR = 20;
    private static final double WORTH_A_LINE = 0.005;

    private final BurstRecord burst;
    private final Map<String, DeployRecord> deploys;
    private final Terminal terminal;

    Candidates(BurstRecord burst, Collection<DeployRecord> deploys, Terminal terminal) {
        this.burst = burst;
        this.deploys = deploys.stream().collect(Collectors.toMap(DeployRecord::id, Function.identity()));
        this.terminal = terminal;
    }

    /** A line each; none where nothing was weighed. */
    List<String> lines() {
        VerdictRecord verdict = burst.verdict();
        List<String> lines = new ArrayList<>();
        if (!verdict.group().isEmpty() || verdict.deploy() != null) {
            lines.add(line(verdict.probability(), terminal.deploy(group()) + started(best())));
        }
        verdict.rivals().stream()
                .filter(rival -> rival.probability() >= WORTH_A_LINE)
                .forEach(rival -> lines.add(line(
                        rival.probability(),
                        rival.deploy() == null
                                ? terminal.printable(String.valueOf(rival.name()))
                                : terminal.deploy(name(rival.deploy())) + started(rival.deploy()))));
        return lines;
    }

    /** The deploy a verdict names, as people call it. */
    String name(String id) {
        DeployRecord deploy = deploys.get(id);
        return terminal.printable(deploy == null ? "deploy " + id : Phrases.deploy(deploy));
    }

    private String best() {
        String deploy = burst.verdict().deploy();
        return deploy == null ? burst.verdict().group().getFirst() : deploy;
    }

    private String group() {
        int others = burst.verdict().group().size() - 1;
        return name(best()) + (others > 0 ? " and " + others + " more within 30 s" : "");
    }

    private String started(String id) {
        @Nullable DeployRecord deploy = deploys.get(id);
        if (deploy == null) {
            return "";
        }
        double seconds = Duration.between(deploy.startedAt(), burst.start()).toMillis() / 1e3;
        return terminal.faint(
                seconds >= 0
                        ? ", started " + Phrases.duration(seconds) + " before"
                        : ", started " + Phrases.duration(-seconds) + " after");
    }

    private String line(double share, String name) {
        int full = (int) Math.round(Math.clamp(share, 0, 1) * BAR);
        String bar = terminal.unicode()
                ? "█".repeat(full) + "░".repeat(BAR - full)
                : "#".repeat(full) + ".".repeat(BAR - full);
        return String.format(Locale.ROOT, "%s %.2f  %s", bar, share, name);
    }
}
