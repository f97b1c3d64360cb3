// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import java.nio.file.Path;

/** Where the network counters of a host are. */
final class ProcNet {
    private ProcNet() {}

    /**
     * The path of one file of /proc/net. /proc/net shows the network of whoever opens it, so that in a container which sees the host
     * under another root it is read through the host's first process.
     */
    static Path file(HostOptions options, String name) {
        return options.root()
                .resolve(options.isLocal() ? "proc/net" : "proc/1/net")
                .resolve(name);
    }
}
