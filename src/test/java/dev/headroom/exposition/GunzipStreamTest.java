// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GunzipStreamTest {
    private static final byte[] TEXT = new byte[50_000];

    static {
        Random random = new Random(7);
        for (int i = 0; i < TEXT.length; i++) {
            TEXT[i] = (byte) ('a' + random.nextInt(4));
        }
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        // a byte or three at a time, so that every boundary is met
        Random random = new Random(packed.length);
        InputStream dripping = new ByteArrayInputStream(packed) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(3)));
            }
        };
        try (GunzipStream stream = new GunzipStream(dripping)) {
            return stream.readAllBytes();
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    @Test
    void oneMemberOrSeveralAreUnpacked() throws Exception {
        byte[] one = ScriptedServer.gzip(TEXT);

        assertThat(unpack(one)).isEqualTo(TEXT);
        assertThat(unpack(join(one, ScriptedServer.gzip(new byte[0]), one))).isEqualTo(join(TEXT, TEXT));
    }

    @Test
    void aHeaderWithAllItsPartsIsPassedOver() throws Exception {
        byte[] packed = ScriptedServer.gzip(TEXT);
        byte[] header = {0x1f, (byte) 0x8b, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, 'n', 0, 'c', 'c', 0};

        assertThat(unpack(join(header, Arrays.copyOfRange(packed, 10, packed.length))))
                .isEqualTo(TEXT);
    }

    @Test
    void tenThousandEmptyMembersCostNoStack() throws Exception {
        byte[] empty = ScriptedServer.gzip(new byte[0]);
        byte[] many = new byte[empty.length * 20_000];
        for (int i = 0; i < many.length; i += empty.length) {
            System.arraycopy(empty, 0, many, i, empty.length);
        }

        assertThat(new GunzipStream(new ByteArrayInputStream(many)).readAllBytes())
                .isEmpty();
    }

    @Test
    void cutAnywhereItIsRefused() {
        byte[] packed = ScriptedServer.gzip(Arrays.copyOf(TEXT, 2_000));
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatExceptionOfType(EOFException.class)
                    .as("cut at %d", length)
                    .isThrownBy(() -> unpack(cut));
        }
    }

    @Test
    void anyFlippedBitIsRefusedOrChangesNothing() {
        byte[] text = Arrays.copyOf(TEXT, 300);
        byte[] packed = ScriptedServer.gzip(text);
        int refused = 0;
        for (int bit = 0; bit < packed.length * 8; bit++) {
            byte[] damaged = packed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(unpack(damaged)).as("bit %d", bit).isEqualTo(text);
            } catch (IOException e) {
                refused++;
            }
        }
        // bits of the time, the flags for text and the system are not part of what is checked
        assertThat(refused).isGreaterThan(packed.length * 8 - 80);
    }

    @Test
    void whatFollowsThatIsNotGzipIsRefused() {
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> unpack(join(ScriptedServer.gzip(TEXT), new byte[] {'x', 'y', 'z'})))
                .withMessageContaining("follows");
        assertThatExceptionOfType(ZipException.class).isThrownBy(() -> unpack(TEXT));
    }

    @Test
    void aPackedPackageStaysPacked() throws Exception {
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(twice)) {
            gzip.write(ScriptedServer.gzip(TEXT));
        }

        assertThat(unpack(twice.toByteArray())).isEqualTo(ScriptedServer.gzip(TEXT));
    }
}
