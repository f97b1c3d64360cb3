// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.kubernetes.KubernetesStatus;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is published of the watch of a cluster, asked for at each scrape.
 *
 * @param status how it is doing, empty where no cluster is watched
 */
public record KubernetesFigures(Supplier<Optional<KubernetesStatus>> status) {}
