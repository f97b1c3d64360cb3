// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

/** The kinds of workloads whose rollouts are followed. */
enum WorkloadKind {
    DEPLOYMENT("Deployment", "deployments"),
    DAEMON_SET("DaemonSet", "daemonsets"),
    STATEFUL_SET("StatefulSet", "statefulsets");

    private final String kind;
    private final String resource;

    WorkloadKind(String kind, String resource) {
        this.kind = kind;
        this.resource = resource;
    }

    /** Its name in an object. */
    String kind() {
        return kind;
    }

    /** Its name in a path and in a role. */
    String resource() {
        return resource;
    }

    /** The path of all of them, in all namespaces. */
    String path() {
        return "/apis/apps/v1/" + resource;
    }

    /** The path of one. */
    String path(String namespace, String name) {
        return "/apis/apps/v1/namespaces/" + namespace + "/" + resource + "/" + name;
    }
}
