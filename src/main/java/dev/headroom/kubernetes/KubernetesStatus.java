// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.List;
import java.util.Map;

/**
 * How the watch of the cluster is doing, and what it costs the API server.
 *
 * @param leader true while this Headroom is the one that watches
 * @param requests requests made so far, by HTTP status or "unreachable"
 * @param receivedBytes bytes of answers received so far, without what TLS and HTTP add
 * @param droppedReports rollouts that were dropped because too many waited to be kept
 * @param refusals what the role does not allow, as "verb resource"
 * @param watches each kind, while this Headroom is the leader
 */
public record KubernetesStatus(
        boolean leader,
        boolean reachable,
        Map<String, Long> requests,
        long receivedBytes,
        long droppedReports,
        List<String> refusals,
        List<Watch> watches) {

    /**
     * The watch of one kind.
     *
     * @param resource deployments, daemonsets or statefulsets
     * @param silentSeconds time since anything was heard of it: a change, a bookmark, a list
     * @param relists lists made anew, by reason
     * @param silences watches replaced because nothing was heard
     * @param skipped objects and rows too long to be read
     */
    public record Watch(
            String resource,
            long events,
            double silentSeconds,
            Map<String, Long> relists,
            long silences,
            long skipped) {
        public Watch {
            relists = Map.copyOf(relists);
        }
    }

    public KubernetesStatus {
        requests = Map.copyOf(requests);
        refusals = List.copyOf(refusals);
        watches = List.copyOf(watches);
    }

    /** True when rollouts may be missing or late: nobody answers, the role lacks a verb, or a watch has been silent for longer than bookmarks are apart. */
    public boolean stale() {
        return !reachable
                || !refusals.isEmpty()
                || watches.stream().anyMatch(watch -> watch.silentSeconds > KindWatch.LONGEST_SILENCE.toSeconds());
    }
}
