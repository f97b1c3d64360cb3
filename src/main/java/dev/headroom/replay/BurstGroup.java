// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.Burst;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The bursts that one deploy explains, or that none does.
 *
 * @param deploy null where no deploy explains them
 * @param members in the order of their start, 1 or more
 */
record BurstGroup(@Nullable DeployRecord deploy, List<Member> members) {
    /**
     * One burst of a group.
     *
     * @param burst as detection knows it: with an end even while it is open
     * @param printed as it is printed in JSON
     */
    record Member(Burst burst, BurstRecord printed) {}

    BurstGroup {
        members = List.copyOf(members);
    }

    /** All bursts of an outcome, in the order of each group's first. */
    static List<BurstGroup> of(ReplayOutcome outcome) {
        Map<String, DeployRecord> deploys =
                outcome.result().deploys().stream().collect(Collectors.toMap(DeployRecord::id, Function.identity()));
        Map<String, List<Member>> groups = new LinkedHashMap<>();
        for (int index = 0; index < outcome.bursts().size(); index++) {
            BurstRecord printed = outcome.result().bursts().get(index);
            String deploy = printed.verdict().deploy();
            groups.computeIfAbsent(deploy == null ? "" : deploy, first -> new ArrayList<>())
                    .add(new Member(outcome.bursts().get(index), printed));
        }
        return groups.entrySet().stream()
                .map(group -> new BurstGroup(deploys.get(group.getKey()), group.getValue()))
                .toList();
    }

    double saturatedSeconds() {
        return members.stream()
                .mapToDouble(member -> member.burst().saturatedSeconds())
                .sum();
    }

    /** The members that last longest, in the order of their start. */
    Collection<Member> longest(int count) {
        List<Member> byLength = new ArrayList<>(members);
        byLength.sort((one, other) ->
                Double.compare(other.burst().durationSeconds(), one.burst().durationSeconds()));
        List<Member> kept = new ArrayList<>(members);
        kept.retainAll(byLength.subList(0, Math.min(count, byLength.size())));
        return kept;
    }
}
