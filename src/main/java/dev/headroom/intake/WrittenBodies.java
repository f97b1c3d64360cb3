// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The bodies of requests to endpoints of other modules that write. Whoever sent one has been let in by then; what is read stays within the
 * bounds of all that is posted: 1 MiB, 10 s, four at once. Thread safe.
 */
public final class WrittenBodies {
    private final Gate gate;

    WrittenBodies(Gate gate) {
        this.gate = gate;
    }

    /** The bytes of a body; what is refused is answered as a problem detail. */
    public byte[] read(HttpServletRequest request) {
        return gate.body(request, Channel.PEOPLE);
    }
}
