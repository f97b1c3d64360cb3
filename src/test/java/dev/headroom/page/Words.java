// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Numbers and times as the page is to write them. */
final class Words {
    private static final DateTimeFormatter TENTHS = formatter("uuuu-MM-dd HH:mm:ss.S 'UTC'");
    private static final DateTimeFormatter SECONDS = formatter("uuuu-MM-dd HH:mm:ss 'UTC'");
    private static final DateTimeFormatter CLOCK = formatter("HH:mm:ss.SSS");
    private static final int WHOLE_FROM_PERCENT = 10;
    private static final int MINUTES_FROM_SECONDS = 120;

    private Words() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
    }

    /** A share: "1.6%", "45%". */
    static String percent(double ratio) {
        double value = ratio * 100;
        return value < WHOLE_FROM_PERCENT && value != Math.rint(value)
                ? fixed(value, 1) + "%"
                : Math.round(value) + "%";
    }

    /** A length of less than two hours: "0.42 s", "4.3 s", "7 min 9 s". */
    static String length(double seconds) {
        if (seconds < MINUTES_FROM_SECONDS) {
            return fixed(seconds, seconds < 1 ? 2 : 1) + " s";
        }
        long whole = Math.round(seconds);
        return whole / 60 + " min " + whole % 60 + " s";
    }

    private static String fixed(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** An instant of the API to the tenth of a second before it. */
    static String time(String instant) {
        return TENTHS.format(Instant.parse(instant));
    }

    /** To the second before it. */
    static String second(String instant) {
        return SECONDS.format(Instant.parse(instant));
    }

    /** The time of the day, to the millisecond before it. */
    static String clock(String instant) {
        return CLOCK.format(Instant.parse(instant));
    }
}
