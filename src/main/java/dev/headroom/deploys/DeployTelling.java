// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A report and when a source would have told it live.
 *
 * @param at when it is told
 */
public record DeployTelling(Instant at, DeployReport report) {

    /**
     * Puts reports that were written down in the order in which they would have been told: that a deploy began when it did, and how it
     * ended when it had. A deploy of which only the end was written down is told to have begun, too.
     */
    public static List<DeployTelling> of(Collection<DeployReport> reports) {
        record Key(String source, String externalId) {}
        List<DeployTelling> tellings = new ArrayList<>();
        Set<Key> begun = new HashSet<>();
        for (DeployReport report : reports) {
            if (report.finishedAt() == null) {
                tellings.add(new DeployTelling(report.startedAt(), report));
                begun.add(new Key(report.source(), report.externalId()));
            }
        }
        for (DeployReport report : reports) {
            Instant end = report.finishedAt();
            if (end != null) {
                if (begun.add(new Key(report.source(), report.externalId()))) {
                    tellings.add(new DeployTelling(report.startedAt(), report.begun()));
                }
                tellings.add(new DeployTelling(end, report));
            }
        }
        tellings.sort(Comparator.comparing(DeployTelling::at));
        return tellings;
    }
}
