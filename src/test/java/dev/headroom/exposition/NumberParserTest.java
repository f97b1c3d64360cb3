// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberParserTest {
    private final NumberParser parser = new NumberParser();

    private double parse(String text) throws ExpositionException {
        byte[] bytes = (text + " 1").getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.readValue(bytes, 0, bytes.length)).isEqualTo(text.length());
        return parser.value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+1",
                "1.",
                ".5",
                "12345.67",
                "1e5",
                "1E+5",
                "1e-5",
                "9007199254740993",
                "9007199254740993.0",
                "9007199254740992",
                "0.1",
                "1e22",
                "1e23",
                "123456789012345678",
                "1234567890123456789012345678901234567890",
                "2.2250738585072011e-308",
                "4.9e-324",
                "1e-400",
                "1.7976931348623157e308",
                "0e99999999999",
                "1.234567890123e+09",
                "0.30000000000000004",
                "8.5e22",
                "17.0000000000000000001"
            })
    void valuesAreTheNearestDouble(String text) throws Exception {
        assertThat(Double.doubleToRawLongBits(parse(text)))
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @Test
    void manyValuesAreTheNearestDouble() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < 200_000; i++) {
            double value = switch (i % 4) {
                case 0 -> random.nextInt(2_000_000_000) / 100.0;
                case 1 -> Math.abs(Double.longBitsToDouble(random.nextLong()));
                case 2 -> random.nextDouble() * 1e6;
                default -> random.nextLong(1L << 60);
            };
            if (Double.isFinite(value)) {
                assertThat(parse(Double.toString(value))).isEqualTo(value);
                assertThat(parse(String.format(Locale.ROOT, "%.17e", value))).isEqualTo(value);
                if (value < 1e18) {
                    String plain = new BigDecimal(value).toPlainString();
                    assertThat(parse(plain)).isEqualTo(value);
                }
            }
        }
    }

    @Test
    void infinitiesAndNanHaveGosSpellings() throws Exception {
        for (String text : new String[] {"Inf", "+Inf", "inf", "INF", "infinity", "+Infinity"}) {
            assertThat(parse(text)).isEqualTo(Double.POSITIVE_INFINITY);
        }
        assertThat(parse("-Inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(parse("-infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(parse("NaN")).isNaN();
        assertThat(parse("nan")).isNaN();
    }
}
