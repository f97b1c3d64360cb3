// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What Headroom itself asks of the API server. Thread safe. */
final class RequestCounts {
    /** Stands for requests that were not answered. */
    static final String UNREACHABLE = "unreachable";

    private final Map<String, LongAdder> byCode = new ConcurrentHashMap<>();
    private final LongAdder receivedBytes = new LongAdder();

    void answered(int status) {
        count(Integer.toString(status));
    }

    void unreachable() {
        count(UNREACHABLE);
    }

    void received(long bytes) {
        receivedBytes.add(bytes);
    }

    private void count(String code) {
        byCode.computeIfAbsent(code, added -> new LongAdder()).increment();
    }

    /** Requests so far, by HTTP status or {@link #UNREACHABLE}. */
    Map<String, Long> byCode() {
        Map<String, Long> counts = new TreeMap<>();
        byCode.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    /** Bytes of answers so far, without what TLS and HTTP add. */
    long receivedBytes() {
        return receivedBytes.sum();
    }
}
