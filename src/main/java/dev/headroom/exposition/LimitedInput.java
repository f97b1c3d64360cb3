// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that were read, and refuses to read more than a limit of them. Not thread safe. */
final class LimitedInput extends FilterInputStream {
    private final long limit;
    private long count;

    /** More bytes came than the limit allows. */
    static final class PassedException extends IOException {
        private static final long serialVersionUID = 1L;

        PassedException(long limit) {
            super("more than %,d bytes".formatted(limit));
        }
    }

    LimitedInput(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    /** How many bytes were read. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count += Math.max(read, 0);
        if (count > limit) {
            throw new PassedException(limit);
        }
        return read;
    }

    @Override
    public long skip(long bytes) {
        throw new UnsupportedOperationException("skipped bytes would not be counted");
    }
}
