// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpositionLinesTest {
    private static ByteArrayInputStream dripping(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(5)));
            }
        };
    }

    @Test
    void anyTextIsCutTheSameWayInAnyBufferAndAnyPieces() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(
                        random.nextInt(4) == 0
                                ? "\n"
                                : random.nextInt(9) == 0 ? "\u00e9" : "abcdefghijk".substring(random.nextInt(11)));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            ExpositionLines lines = new ExpositionLines(dripping(bytes, random), 16 + random.nextInt(40));
            List<String> cut = new ArrayList<>();
            long offset = 0;
            while (lines.next()) {
                String line =
                        new String(lines.buffer(), lines.start(), lines.end() - lines.start(), StandardCharsets.UTF_8);
                assertThat(lines.lineOffset()).isEqualTo(offset);
                offset += line.getBytes(StandardCharsets.UTF_8).length + 1;
                cut.add(line);
                assertThat(lines.number()).isEqualTo(cut.size());
            }
            assertThat(cut).isEqualTo(text.toString().lines().toList());
            assertThat(lines.next()).isFalse();
        }
    }

    @Test
    void aNulIsFoundInAnyPlaceAndNothingElseIsTakenForOne() throws Exception {
        for (int at = 0; at < 40; at++) {
            byte[] bytes = new byte[41];
            Arrays.fill(bytes, (byte) 1);
            bytes[40] = '\n';
            assertThat(new ExpositionLines(new ByteArrayInputStream(bytes)).next())
                    .isTrue();
            bytes[at] = 0;
            assertThatExceptionOfType(ExpositionException.class)
                    .isThrownBy(() -> new ExpositionLines(new ByteArrayInputStream(bytes)).next())
                    .withMessageContaining("NUL");
        }
    }

    @Test
    void utf8IsValidWhereTheJdkSaysSo() {
        Random random = new Random(5);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(5)];
            for (int i = 0; i < bytes.length; i++) {
                int[] interesting = {
                    0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0,
                    0xF4, 0xF5, 0xFF
                };
                bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
            }
            assertThat(Utf8.firstInvalid(bytes, 0, bytes.length) < 0).isEqualTo(jdkSaysValid(bytes));
        }
    }

    private static boolean jdkSaysValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
