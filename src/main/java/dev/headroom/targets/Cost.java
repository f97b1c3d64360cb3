// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

/**
 * What one answer costs the server, as estimated: a fixed part and one for each byte that is made and packed. Measured on kube-apiserver
 * 1.36 (its CPU per request): 0.43 ms for /readyz, 0.7 ms for a page of 16 kB, 28 ms for one of 2.0 MB and 44 ms where it is packed; on a
 * slower and busier host 68 ms for one of 1.35 MB, which is what is reckoned with: a budget is a promise to slow hosts too.
 *
 * @param cpuSeconds CPU time
 * @param bytes bytes sent
 */
record Cost(double cpuSeconds, double bytes) {
    private static final double SECONDS_PER_REQUEST = 0.0004;
    private static final double SECONDS_PER_PACKED_BYTE = 50e-9;
    private static final double USUAL_PACKED_SHARE = 0.05;

    /** Of a page so long unpacked, before one was seen. */
    static Cost expected(long unpackedBytes) {
        return of(unpackedBytes, Math.round(unpackedBytes * USUAL_PACKED_SHARE), 0);
    }

    /**
     * Of a page that was seen.
     *
     * @param unpackedBytes its length
     * @param receivedBytes what came over the network
     * @param ownSeconds the time the server itself says it took, 0 where it does not say
     */
    static Cost of(long unpackedBytes, long receivedBytes, double ownSeconds) {
        double estimated = SECONDS_PER_REQUEST + SECONDS_PER_PACKED_BYTE * unpackedBytes;
        return new Cost(Math.max(estimated, ownSeconds), receivedBytes);
    }
}
