// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.realparts.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When rollouts of Deployments really began, with the write of another template, and ended: told by a watch of the whole objects. */
public final class RolloutTruth implements ApiRequests.StreamListener, AutoCloseable {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(60);

    private final ApiConnection connection;
    private final ApiRequests.Stream stream;
    private final Map<String, Integer> templates = new HashMap<>();
    private final Map<String, Instant> starts = new HashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();

    /** When one began and ended. */
    public record Times(Instant start, Instant end) {}

    private RolloutTruth(ControlPlane controlPlane) throws Exception {
        connection = ApiConnection.open(ClusterAccess.of(controlPlane.kubeconfig(), "truth"));
        stream = connection.stream(ApiRequest.get(WorkloadKind.DEPLOYMENT.path() + "?watch=1"), this);
    }

    /**
     * Begins to watch, and waits until the Deployments that are there are known: what begins from now on is seen.
     *
     * @param deployments how many there are
     */
    public static RolloutTruth of(ControlPlane controlPlane, int deployments) throws Exception {
        RolloutTruth truth = new RolloutTruth(controlPlane);
        try {
            truth.awaitKnown(deployments);
        } catch (Throwable failed) {
            truth.close();
            throw failed;
        }
        return truth;
    }

    private synchronized void awaitKnown(int deployments) throws InterruptedException {
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (templates.size() < deployments) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMillis <= 0) {
                throw new IllegalStateException(
                        "told of %s only, not of %d".formatted(templates.keySet(), deployments));
            }
            wait(leftMillis);
        }
    }

    @Override
    public void opened() {}

    @Override
    public synchronized void line(byte[] line) {
        Instant now = Instant.now();
        WatchLine read = Objects.requireNonNull(WatchLine.read(line));
        Workload workload = WorkloadJson.read(WorkloadKind.DEPLOYMENT, read.object());
        String name = workload.name();
        Integer before = templates.put(name, workload.templateHash());
        notifyAll();
        if (before != null && before != workload.templateHash()) {
            starts.put(name, now);
            ends.remove(name);
        }
        if (starts.containsKey(name) && workload.progress() == Workload.Progress.COMPLETE) {
            ends.putIfAbsent(name, now);
        }
    }

    @Override
    public void skipped(long bytes) {}

    @Override
    public void ended(ApiAnswer why) {}

    /** The last rollout of a Deployment, which has ended. */
    public synchronized Times of(String name) {
        return new Times(required(starts.get(name), name), required(ends.get(name), name));
    }

    private static Instant required(@Nullable Instant time, String name) {
        if (time == null) {
            throw new IllegalStateException("no rollout of " + name + " was seen");
        }
        return time;
    }

    @Override
    public void close() {
        stream.cancel();
        connection.close();
    }
}
