// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.Limit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to read of a host.
 *
 * @param root the folder the host's own file system is seen under: {@code /}, or {@code /host} in a container
 * @param linkSpeeds the speeds, in bytes per second, of interfaces that cannot tell theirs or tell it wrongly
 * @param processNames the processes whose CPU is read, by the name the kernel keeps (its first 15 bytes, as in {@code comm})
 */
public record HostOptions(Path root, Map<String, Limit.Known> linkSpeeds, List<String> processNames) {
    /** The processes of a Kubernetes control plane. */
    public static final List<String> CONTROL_PLANE =
            List.of("kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kubelet");

    private static final Path LOCAL = Path.of("/");

    public HostOptions {
        linkSpeeds = Map.copyOf(linkSpeeds);
        processNames = List.copyOf(processNames);
    }

    /** This machine, with the processes of a control plane if it has any. */
    public static HostOptions local() {
        return new HostOptions(LOCAL, Map.of(), CONTROL_PLANE);
    }

    /** True when the files of this machine itself are read, so that its kernel may be asked by system call too. */
    boolean isLocal() {
        return root.equals(LOCAL);
    }
}
