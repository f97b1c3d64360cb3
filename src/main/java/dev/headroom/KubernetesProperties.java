// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.kubernetes.ApiServerSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster whose rollouts are followed.
 *
 * @param enabled Whether a cluster is contacted, with the credentials of KUBECONFIG or of the pod Headroom runs in. Off, because nothing contacts a cluster unasked.
 * @param cluster Name of the cluster in every deploy, 1 to 253 characters without spaces. None where nothing is set, because most people watch one.
 * @param leaseNamespace Namespace of the lease called headroom, by which one of several Headrooms watches. That of the pod or of the kubeconfig's context where nothing is set, because a pod may always be given a role there.
 * @param apiServers What tells the addresses of its API servers: endpoints (the EndpointSlices of default/kubernetes) or static-pods (the pods component=kube-apiserver in kube-system, where the servers advertise no address of their own). At endpoints, because those need no right on pods.
 */
public record KubernetesProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable String cluster,
        @Nullable String leaseNamespace,
        @DefaultValue("endpoints") ApiServerSource apiServers) {
    private static final String CLUSTER = "[\\p{Graph}&&[^\"\\\\]]{1,253}";
    private static final String NAMESPACE = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    public KubernetesProperties {
        if (cluster != null) {
            require(cluster.matches(CLUSTER), "headroom.kubernetes.cluster", cluster);
        }
        if (leaseNamespace != null) {
            require(leaseNamespace.matches(NAMESPACE), "headroom.kubernetes.lease-namespace", leaseNamespace);
        }
    }
}
