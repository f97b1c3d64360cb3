// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that the pods of several workloads are being replaced though no template changed: somebody deletes them, one after the other
 * (as in the incident of 2021), or drains nodes. On the loop only.
 *
 * <p>It is known by the number of up-to-date pods going back while the scale stays: a pod that is merely not ready is still counted there. From three
 * workloads in two namespaces on, each with at least half of its pods replaced, with no pause of two minutes, it is one restart.
 */
final class PodReplacements {
    static final Duration PAUSE = Duration.ofMinutes(2);
    static final int LEAST_WORKLOADS = 3;
    static final int LEAST_NAMESPACES = 2;

    private final EventLoop loop;
    private final RestartListener listener;
    private final Map<String, Loss> losses = new LinkedHashMap<>();
    private @Nullable Instant firstAt;
    private @Nullable Instant lastAt;
    private String firstUid = "";
    private boolean told;
    private long lastNanos;

    /** Hears of restarts. */
    interface RestartListener {
        /**
         * One was recognised, or is over.
         *
         * @param finishedAt null while it goes on
         */
        void restart(Restart restart, Instant startedAt, @Nullable Instant finishedAt);
    }

    /**
     * What is restarted.
     *
     * @param id names it
     * @param pods pods replaced so far
     */
    record Restart(String id, int pods, int workloads, Set<String> namespaces) {}

    private record Loss(String namespace, int pods, int desired) {
        boolean mostOf() {
            return 2 * pods >= desired;
        }
    }

    PodReplacements(EventLoop loop, RestartListener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** Pods of a workload went, and its template is as before. */
    void replaced(Workload workload, int pods, Instant at) {
        if (firstAt == null) {
            firstAt = at;
            firstUid = workload.uid();
            endLater();
        }
        lastAt = at;
        lastNanos = loop.nanoTime();
        losses.merge(
                workload.uid(),
                new Loss(workload.namespace(), pods, workload.desired()),
                (before, now) -> new Loss(now.namespace, before.pods + now.pods, now.desired));
        Restart restart = restart();
        if (!told
                && restart.workloads() >= LEAST_WORKLOADS
                && restart.namespaces().size() >= LEAST_NAMESPACES) {
            told = true;
            listener.restart(restart, firstAt, null);
        }
    }

    private Restart restart() {
        Set<String> namespaces = new TreeSet<>();
        int pods = 0;
        int workloads = 0;
        for (Loss loss : losses.values()) {
            pods += loss.pods;
            if (loss.mostOf()) {
                workloads++;
                namespaces.add(loss.namespace);
            }
        }
        long second = firstAt == null ? 0 : firstAt.getEpochSecond();
        return new Restart("pods-replaced:" + firstUid + ":" + second, pods, workloads, namespaces);
    }

    private void endLater() {
        Duration left = PAUSE.minusNanos(losses.isEmpty() ? 0 : loop.nanoTime() - lastNanos);
        loop.after(left, () -> {
            if (loop.nanoTime() - lastNanos < PAUSE.toNanos()) {
                endLater();
            } else {
                end();
            }
        });
    }

    private void end() {
        if (told && firstAt != null && lastAt != null) {
            listener.restart(restart(), firstAt, lastAt);
        }
        losses.clear();
        firstAt = null;
        lastAt = null;
        told = false;
    }
}
