// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/** Turns readings of the two TCP counters into samples: segments retransmitted, of segments sent. Not thread safe. */
final class TcpSampler {
    private static final Limit SHARE_OF_SENT = new Limit.Known(1);

    private final SampleSink sink;
    private final long longestSampleNanos;
    private long previousNanos;
    private double previousSent;
    private double previousRetransmitted;
    private boolean hasPrevious;

    TcpSampler(SampleSink sink, long longestSampleNanos) {
        this.sink = sink;
        this.longestSampleNanos = longestSampleNanos;
    }

    void accept(long timeNanos, double sent, double retransmitted) {
        if (!hasPrevious) {
            sink.limit(timeNanos, SHARE_OF_SENT);
        } else if (timeNanos > previousNanos) {
            double sentNow = sent - previousSent;
            double retransmittedNow = retransmitted - previousRetransmitted;
            if (sentNow < 0 || retransmittedNow < 0 || timeNanos - previousNanos > longestSampleNanos) {
                sink.hole(previousNanos, timeNanos, 0);
            } else {
                sink.sample(previousNanos, timeNanos, retransmittedNow, sentNow);
            }
        }
        previousNanos = timeNanos;
        previousSent = sent;
        previousRetransmitted = retransmitted;
        hasPrevious = true;
    }
}
