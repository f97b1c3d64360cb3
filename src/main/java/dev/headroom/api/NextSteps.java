// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.History;
import dev.headroom.runbooks.Runbook;
import dev.headroom.runbooks.ScriptNames;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;

/** What to do about a burst: the first steps of the runbook of the alert that it would raise, about this very burst. Thread safe. */
final class NextSteps {
    private static final int STEPS = 3;

    private final History history;

    NextSteps(History history) {
        this.history = history;
    }

    /**
     * The steps for one burst.
     *
     * @param headroom the address under which this Headroom was asked
     */
    StepsRecord of(BurstRecord burst, String headroom) {
        String name = runbook(burst);
        ScriptNames names = new ScriptNames(names(burst, headroom));
        Runbook runbook = Runbook.parse(markdown(name));
        return new StepsRecord(
                name,
                runbook.title(),
                "runbooks/" + name + ".md",
                runbook.steps().stream()
                        .limit(STEPS)
                        .map(step -> new StepsRecord.StepRecord(
                                step.text(),
                                step.script().isEmpty() ? null : names.filledIn(step.script()),
                                step.query().isEmpty() ? null : step.query()))
                        .toList());
    }

    private static String runbook(BurstRecord burst) {
        return switch (burst.verdict().decision()) {
            case "caused", "likely" -> "headroomdeployburst";
            default ->
                switch (SignalKind.of(burst.signal())) {
                    case CPU, PROCESS_CPU -> "headroomcpusaturated";
                    case NETWORK_RECEIVE, NETWORK_TRANSMIT -> "headroomlinksaturated";
                    case TCP_RETRANSMIT -> "headroomretransmits";
                    case PROBE_LATENCY -> "headroomprobelatencyrising";
                    case APISERVER_INFLIGHT, APISERVER_SEATS -> "headroomrequeststorm";
                    case CPU_STEAL, CPU_PRESSURE -> "headroomburst";
                };
        };
    }

    private Map<String, String> names(BurstRecord burst, String headroom) {
        Map<String, String> names = new HashMap<>();
        names.put("HEADROOM", headroom);
        names.put("TARGET", burst.target());
        names.put("DEVICE", burst.device());
        String id = burst.verdict().deploy();
        if (id != null) {
            history.deploy(id).ifPresent(deploy -> names.putAll(names(deploy)));
        }
        return names;
    }

    private static Map<String, String> names(DeployRecord deploy) {
        Map<String, String> names = new HashMap<>();
        names.put("ID", deploy.id());
        String name = deploy.name() == null ? "" : deploy.name();
        names.put("APP", deploy.app() == null ? name : deploy.app());
        names.put("NAMESPACE", deploy.namespace() == null ? "" : deploy.namespace());
        // the commands of the runbooks are about Deployments
        names.put("NAME", deploy.kind() == null || deploy.kind().equalsIgnoreCase("Deployment") ? name : "");
        return names;
    }

    private static String markdown(String name) {
        try {
            return new ClassPathResource("runbooks/" + name + ".md").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException("the runbook " + name + " is not part of this program", missing);
        }
    }
}
