// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

/** The objects that tests create. */
public final class Manifests {
    private Manifests() {}

    public static String namespace(String name) {
        return """
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s}
                """.formatted(name);
    }

    public static String deployment(String namespace, String name, int replicas, String... annotations) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {namespace: %1$s, name: %2$s, labels: {app.kubernetes.io/name: %2$s}, annotations: {%5$s}}
                spec:
                  replicas: %3$d
                  strategy: {rollingUpdate: {maxSurge: 10%%, maxUnavailable: 10%%}}
                  selector: {matchLabels: {app: %2$s}}
                %4$s
                """.formatted(namespace, name, replicas, template(name), String.join(", ", annotations));
    }

    public static String daemonSet(String namespace, String name) {
        return """
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {namespace: %1$s, name: %2$s}
                spec:
                  selector: {matchLabels: {app: %2$s}}
                %3$s
                """.formatted(namespace, name, template(name));
    }

    public static String statefulSet(String namespace, String name, int replicas) {
        return """
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {namespace: %1$s, name: %2$s}
                spec:
                  replicas: %3$d
                  serviceName: %2$s
                  selector: {matchLabels: {app: %2$s}}
                %4$s
                """.formatted(namespace, name, replicas, template(name));
    }

    private static String template(String name) {
        return """
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      tolerations: [{operator: Exists}]
                      containers: [{name: main, image: "example.org/%1$s:1"}]
                """.formatted(name).indent(0).replaceAll("(?m)^  ", "  ");
    }
}
