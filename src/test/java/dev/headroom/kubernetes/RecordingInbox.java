// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployMerge;
import dev.headroom.deploys.DeployReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An inbox that remembers what came in. Thread safe. */
final class RecordingInbox implements DeployInbox {
    private final List<DeployReport> reports = new ArrayList<>();

    @Override
    public synchronized Receipt accept(DeployReport report) {
        boolean duplicate = reports.contains(report);
        reports.add(report);
        notifyAll();
        return new Receipt(DeployMerge.of(List.of(report)).getFirst(), duplicate);
    }

    synchronized List<DeployReport> all() {
        return List.copyOf(reports);
    }

    /** The deploys that the reports make together. */
    synchronized List<Deploy> deploys() {
        return DeployMerge.of(reports);
    }

    /** Reports of one phase, of workloads whose name this is or begins with. */
    synchronized List<DeployReport> of(Phase phase, String namePrefix) {
        return reports.stream()
                .filter(report ->
                        report.phase() == phase && String.valueOf(report.name()).startsWith(namePrefix))
                .toList();
    }

    /** Waits until so many reports match. */
    synchronized boolean await(int count, Predicate<DeployReport> matching, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (reports.stream().filter(matching).count() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
