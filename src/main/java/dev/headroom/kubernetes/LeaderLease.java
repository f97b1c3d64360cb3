// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of several Headrooms holds the lease called headroom and watches. It is renewed by one request every 15 s; who cannot renew it for 30 s stops,
 * and after 45 s without a change, by its own clock, another takes it. Writes are conditional on the version that was read, so two never both
 * succeed. On the loop only.
 */
final class LeaderLease {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);
    static final String NAME = "headroom";
    static final Duration DURATION = Duration.ofSeconds(45);
    static final Duration RENEW_LIMIT = Duration.ofSeconds(30);
    static final Duration PERIOD = Duration.ofSeconds(15);
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAUTHORIZED = 401;

    private final EventLoop loop;
    private final ApiRequests requests;
    private final OutageGate gate;
    private final String path;
    private final String namespace;
    private final String identity;
    private final Runnable gained;
    private final Runnable lost;

    private @Nullable JsonNode lease;
    private String seenState = "";
    private long seenNanos;
    private long renewedNanos;
    private volatile boolean leader;
    private boolean stopped;
    private boolean underWay;
    private volatile String refused = "";

    /**
     * @param identity of this Headroom, no other has it
     * @param gained runs when it begins to hold the lease
     * @param lost runs when it no longer does
     */
    LeaderLease(
            EventLoop loop,
            ApiRequests requests,
            OutageGate gate,
            String namespace,
            String identity,
            Runnable gained,
            Runnable lost) {
        this.loop = loop;
        this.requests = requests;
        this.gate = gate;
        this.path = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
        this.namespace = namespace;
        this.identity = identity;
        this.gained = gained;
        this.lost = lost;
    }

    /** Begins to try for it, for as long as it is not stopped. */
    void start() {
        turn();
    }

    private void turn() {
        if (stopped) {
            return;
        }
        if (leader && loop.nanoTime() - renewedNanos > RENEW_LIMIT.toNanos()) {
            LOG.warn(
                    "Could not renew the lease {}/{} for {} s: no longer watching",
                    namespace,
                    NAME,
                    RENEW_LIMIT.toSeconds());
            lose();
        }
        if (!underWay) {
            underWay = true;
            gate.pass(this::ask);
        }
        loop.after(PERIOD, this::turn);
    }

    private boolean ask() {
        if (stopped) {
            underWay = false;
            return false;
        }
        JsonNode known = lease;
        if (leader && known != null) {
            write(known);
        } else {
            requests.send(ApiRequest.get(path + "/" + NAME)).thenAcceptAsync(this::read, loop);
        }
        return true;
    }

    private void read(ApiAnswer answer) {
        if (answer instanceof ApiAnswer.Received received && received.status() == NOT_FOUND) {
            write(null);
        } else if (accepted(answer, "get")) {
            JsonNode found = lease;
            if (found != null && mayTake(found)) {
                write(found);
            } else {
                underWay = false;
            }
        }
    }

    private boolean mayTake(JsonNode found) {
        String holder = found.path("spec").path("holderIdentity").stringValue("");
        return holder.isEmpty() || holder.equals(identity) || loop.nanoTime() - seenNanos > DURATION.toNanos();
    }

    private void write(@Nullable JsonNode before) {
        String json = MAPPER.writeValueAsString(held(before, identity));
        ApiRequest request = before == null ? ApiRequest.post(path, json) : ApiRequest.put(path + "/" + NAME, json);
        String verb = before == null ? "create" : "update";
        long askedNanos = loop.nanoTime();
        requests.send(request)
                .thenAcceptAsync(
                        answer -> {
                            underWay = false;
                            if (answer instanceof ApiAnswer.Received received && received.status() == CONFLICT) {
                                gate.answered();
                                lose(); // another wrote it: read it in the next turn
                            } else if (accepted(answer, verb)) {
                                renewedNanos = askedNanos;
                                gain();
                            }
                        },
                        loop);
    }

    /** The lease as it is held by somebody, or by nobody when the identity is empty. */
    private ObjectNode held(@Nullable JsonNode before, String holder) {
        Instant now = loop.now();
        ObjectNode held = MAPPER.createObjectNode();
        held.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        ObjectNode metadata = held.putObject("metadata");
        metadata.put("name", NAME).put("namespace", namespace);
        ObjectNode spec = held.putObject("spec");
        JsonNode earlier = before == null ? MAPPER.createObjectNode() : before.path("spec");
        boolean same = holder.equals(earlier.path("holderIdentity").stringValue(""));
        if (before != null) {
            metadata.put(
                    "resourceVersion",
                    before.path("metadata").path("resourceVersion").stringValue(""));
        }
        spec.put("holderIdentity", holder);
        spec.put("leaseDurationSeconds", DURATION.toSeconds());
        spec.put(
                "acquireTime",
                same ? earlier.path("acquireTime").stringValue(MICRO_TIME.format(now)) : MICRO_TIME.format(now));
        spec.put("renewTime", MICRO_TIME.format(now));
        spec.put("leaseTransitions", earlier.path("leaseTransitions").asInt(0) + (same || before == null ? 0 : 1));
        return held;
    }

    /** Takes in an answer with the lease in it; false when it is none. */
    private boolean accepted(ApiAnswer answer, String verb) {
        if (answer instanceof ApiAnswer.Received received) {
            JsonNode read = received.ok() ? WatchLine.json(received.body()) : null;
            if (read != null) {
                gate.answered();
                refused = "";
                lease = read;
                String state = read.path("metadata").path("resourceVersion").stringValue("");
                if (!state.equals(seenState)) {
                    seenState = state;
                    seenNanos = loop.nanoTime();
                }
                return true;
            }
            underWay = false;
            int status = received.status();
            if (status == TOO_MANY || status >= SERVER_ERROR || status == UNAUTHORIZED) {
                gate.failed(received.retryAfter());
            } else {
                gate.answered();
                refusal(status, verb);
            }
            return false;
        }
        underWay = false;
        gate.failed(null);
        return false;
    }

    private void refusal(int status, String verb) {
        if (status == FORBIDDEN && !refused.equals(verb)) {
            refused = verb;
            LOG.warn(
                    "May not {} leases of apiGroup coordination.k8s.io in the namespace {}: rollouts are not watched, because another Headroom may"
                            + " watch them. Give Headroom's Role the verb {} on leases (config/kubernetes/rbac.yaml has the whole role).",
                    verb,
                    namespace,
                    verb);
        }
        if (verb.equals("update")) {
            lease = null;
        }
    }

    private void gain() {
        if (!leader && !stopped) {
            leader = true;
            LOG.info("Holds the lease {}/{}: watching rollouts", namespace, NAME);
            gained.run();
        }
    }

    private void lose() {
        if (leader) {
            leader = false;
            lost.run();
        }
    }

    boolean isLeader() {
        return leader;
    }

    /** The verb on leases that the role lacks, empty where it lacks none. */
    String refusedVerb() {
        return refused;
    }

    /** Gives it back, so that another need not wait for it to run out; done when the server has answered. */
    CompletableFuture<?> stop() {
        stopped = true;
        JsonNode known = lease;
        boolean held = leader;
        lose();
        return held && known != null && gate.isOpen()
                ? requests.send(ApiRequest.put(path + "/" + NAME, MAPPER.writeValueAsString(held(known, ""))))
                : CompletableFuture.completedFuture(null);
    }
}
