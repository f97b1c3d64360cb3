// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * The newest samples of one signal at full resolution, in primitive arrays that never grow: made at the first sample, because most
 * interfaces of a node have no limit and so no sample ever. Not thread safe.
 */
public final class SampleRing {
    private final int samples;
    private long[] startNanos = {};
    private long[] endNanos = {};
    private double[] usage = {};
    private double[] capacity = {};
    private int next;
    private int size;

    /** A ring for so many samples, 1 or more. */
    public SampleRing(int samples) {
        this.samples = samples;
    }

    /** Adds a sample; the oldest leaves when the ring is full. */
    public void add(long start, long end, double used, double available) {
        if (startNanos.length == 0) {
            startNanos = new long[samples];
            endNanos = new long[samples];
            usage = new double[samples];
            capacity = new double[samples];
        }
        startNanos[next] = start;
        endNanos[next] = end;
        usage[next] = used;
        capacity[next] = available;
        next = next + 1 == startNanos.length ? 0 : next + 1;
        size = Math.min(size + 1, startNanos.length);
    }

    /** The samples that overlap the time from one instant to the other, oldest first. */
    public SampleClip clip(long fromNanos, long toNanos) {
        int oldest = next - size;
        int first = 0;
        while (first < size && endNanos[slot(oldest + first)] <= fromNanos) {
            first++;
        }
        int after = first;
        while (after < size && startNanos[slot(oldest + after)] < toNanos) {
            after++;
        }
        int count = after - first;
        SampleClip clip = new SampleClip(new long[count], new long[count], new double[count], new double[count]);
        for (int sample = 0; sample < count; sample++) {
            int slot = slot(oldest + first + sample);
            clip.startNanos()[sample] = startNanos[slot];
            clip.endNanos()[sample] = endNanos[slot];
            clip.usage()[sample] = usage[slot];
            clip.capacity()[sample] = capacity[slot];
        }
        return clip;
    }

    private int slot(int index) {
        return index < 0 ? index + startNanos.length : index;
    }
}
