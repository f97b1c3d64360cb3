// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.correlation.DeployEffect;
import dev.headroom.history.CostRecord;
import dev.headroom.history.EffectRecord;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;

/** What a recording of a week or more tells of deploys in general: whether they cause bursts at all, and what they cost. */
final class DeployFindings {
    private static final int MOST_COSTS = 20;

    private final ReplayResult result;
    private final Terminal terminal;
    private final Times times;

    DeployFindings(ReplayResult result, Terminal terminal, Times times) {
        this.result = result;
        this.terminal = terminal;
        this.times = times;
    }

    void print(PrintWriter out) {
        effects(out);
        costs(out);
    }

    /** Whether deploys cause bursts at all; nothing where too little was watched to tell. */
    private void effects(PrintWriter out) {
        if (result.effects().isEmpty()) {
            return;
        }
        out.println();
        out.println(terminal.strong("Do deploys cause bursts?"));
        for (EffectRecord effect : result.effects()) {
            String app = effect.app();
            out.println("  " + (app == null ? "All: " : terminal.printable(app) + ": ") + effect.words());
        }
    }

    /** The deploys whose cost stands out, dearest first in each unit. */
    private void costs(PrintWriter out) {
        List<CostRecord> dear = result.costs().stream()
                .filter(cost -> cost.pValue() < DeployEffect.ALPHA && cost.cost() > 0)
                .sorted(Comparator.comparing(CostRecord::unit)
                        .thenComparing(CostRecord::cost, Comparator.reverseOrder()))
                .limit(MOST_COSTS)
                .toList();
        if (dear.isEmpty()) {
            return;
        }
        TextTable table = new TextTable()
                .column("Deploy", TextTable.Side.LEFT)
                .column("Target", TextTable.Side.LEFT)
                .column("Signal", TextTable.Side.LEFT)
                .column("Cost", TextTable.Side.RIGHT)
                .column("95% interval", TextTable.Side.RIGHT)
                .column("Per pod", TextTable.Side.RIGHT);
        for (CostRecord cost : dear) {
            Double perPod = cost.costPerPod();
            table.row(List.of(
                    terminal.printable(deployName(cost.deploy())),
                    terminal.printable(cost.target()),
                    terminal.printable(Phrases.signal(cost.signal(), cost.device())),
                    Phrases.amount(cost.cost()) + " " + cost.unit().replace('_', ' '),
                    Phrases.amount(cost.lower()) + " to " + Phrases.amount(cost.upper()),
                    perPod == null ? "" : Phrases.amount(perPod)));
        }
        out.println();
        table.lines(0, terminal.width(), terminal.ellipsis(), terminal::faint).forEach(out::println);
    }

    private String deployName(String id) {
        return result.deploys().stream()
                .filter(deploy -> deploy.id().equals(id))
                .findFirst()
                .map(deploy -> times.moment(deploy.startedAt()) + " " + Phrases.deploy(deploy))
                .orElse(id);
    }
}
