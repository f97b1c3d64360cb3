// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.sampling.SampleClip;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Flight recordings as bytes, exact to the last bit: a version, the number of samples, then for each sample what changed against the one
 * before. Samples follow each other at an almost even pace and capacities hardly ever change, so that most fields take a byte or two.
 *
 * <p>Times are the difference to what the even pace would have given; numbers are their bits combined by exclusive or with those of the
 * number before, turned round so that what they share at the front takes no room. All are written seven bits to a byte.
 */
final class ClipFormat {
    private static final int VERSION = 1;

    private ClipFormat() {}

    static byte[] bytes(SampleClip clip) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 + 12 * clip.size());
        out.write(VERSION);
        write(out, clip.size());
        Before before = new Before();
        for (int sample = 0; sample < clip.size(); sample++) {
            long start = clip.startNanos()[sample];
            long end = clip.endNanos()[sample];
            write(out, zigzag(start - before.endNanos));
            write(out, zigzag(end - start - before.lengthNanos));
            write(out, difference(before.usage, clip.usage()[sample]));
            write(out, difference(before.capacity, clip.capacity()[sample]));
            before.is(start, end, clip.usage()[sample], clip.capacity()[sample]);
        }
        return out.toByteArray();
    }

    /** @throws IllegalArgumentException when these bytes are no clip of a version that is known */
    static SampleClip clip(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!in.hasRemaining() || in.get() != VERSION) {
            throw new IllegalArgumentException("a flight recording begins with its version, " + VERSION + ", not as "
                    + (bytes.length == 0 ? "an empty one" : "one of version " + bytes[0]));
        }
        int size = Math.toIntExact(read(in));
        if (size < 0 || size > in.remaining() / 4) {
            throw new IllegalArgumentException(
                    "a flight recording of " + size + " samples does not fit into " + bytes.length + " bytes");
        }
        SampleClip clip = new SampleClip(new long[size], new long[size], new double[size], new double[size]);
        Before before = new Before();
        for (int sample = 0; sample < size; sample++) {
            long start = before.endNanos + unzigzag(read(in));
            long end = start + before.lengthNanos + unzigzag(read(in));
            double usage = number(before.usage, read(in));
            double capacity = number(before.capacity, read(in));
            clip.startNanos()[sample] = start;
            clip.endNanos()[sample] = end;
            clip.usage()[sample] = usage;
            clip.capacity()[sample] = capacity;
            before.is(start, end, usage, capacity);
        }
        return clip;
    }

    /** The sample before, which the next is compared with. */
    private static final class Before {
        private long endNanos;
        private long lengthNanos;
        private double usage;
        private double capacity;

        void is(long start, long end, double used, double available) {
            endNanos = end;
            lengthNanos = end - start;
            usage = used;
            capacity = available;
        }
    }

    private static long difference(double before, double now) {
        return Long.reverse(Double.doubleToRawLongBits(before) ^ Double.doubleToRawLongBits(now));
    }

    private static double number(double before, long difference) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(before) ^ Long.reverse(difference));
    }

    /** Small numbers of either sign to small numbers. */
    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private static void write(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long read(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; in.hasRemaining(); shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a flight recording ends within a number");
    }
}
