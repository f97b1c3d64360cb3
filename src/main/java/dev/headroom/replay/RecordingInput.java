// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a recording: as it lies there, or unpacked where its first bytes are those of gzip (one member or several). Counts the
 * bytes taken from the source.
 */
final class RecordingInput extends FilterInputStream {
    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;
    private static final int UNPACK_BYTES = 64 * 1024;

    private final Source source;
    private final boolean packed;
    private @Nullable FileChannel copy;

    private RecordingInput(InputStream text, Source source, boolean packed) {
        super(text);
        this.source = source;
        this.packed = packed;
    }

    /** Looks at the first bytes of the stream and opens what they say. */
    static RecordingInput open(InputStream stream) throws IOException {
        Source source = new Source(stream);
        int first = source.read();
        int second = first < 0 ? -1 : source.read();
        if (second >= 0) {
            source.unread(second);
        }
        if (first >= 0) {
            source.unread(first);
        }
        boolean packed = first == GZIP_FIRST && second == GZIP_SECOND;
        return new RecordingInput(packed ? new GZIPInputStream(source, UNPACK_BYTES) : source, source, packed);
    }

    /** Writes whatever is read from here on to the end of the file, too. */
    void copyTo(FileChannel file) {
        copy = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (copy != null && read > 0) {
            ByteBuffer copied = ByteBuffer.wrap(bytes, offset, read);
            while (copied.hasRemaining()) {
                copy.write(copied);
            }
        }
        return read;
    }

    /** Whether the source is packed. */
    boolean packed() {
        return packed;
    }

    /** How many bytes were taken from the source. */
    long readBytes() {
        return source.count;
    }

    /** Counts, and says truthfully whether more follows, by which GZIPInputStream decides whether another member does. */
    private static final class Source extends PushbackInputStream {
        private long count;

        Source(InputStream in) {
            super(in, 2);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }

        @Override
        public void unread(int b) throws IOException {
            super.unread(b);
            count--;
        }

        @Override
        public int available() throws IOException {
            if (super.available() > 0) {
                return super.available();
            }
            int b = read();
            if (b < 0) {
                return 0;
            }
            unread(b);
            return 1;
        }
    }
}
