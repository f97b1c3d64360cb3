// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads numbers as Prometheus does: decimal, with an exponent or without, or one of Go's spellings of NaN and infinity; nothing
 * else that Java would take ({@code 1f}, {@code 0x1p3}). Values are the nearest double; times are exact. Allocates nothing for
 * numbers of up to 18 digits whose nearest double one correctly rounded operation gives. Not thread safe.
 */
final class NumberParser {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    /** The last whole second whose nanoseconds since the epoch a long can hold, less one. */
    private static final long LAST_SECOND = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
    /** The first second of the year 10000. */
    private static final long YEAR_10000_SECONDS = 253_402_300_800L;

    private static final int MAX_DIGITS = 18;
    private static final long MAX_EXACT = 1L << 53;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private boolean negative;
    private long mantissa;
    private int digits;
    private int fractionDigits;
    private int exponent;
    private boolean hasExponent;
    private double value;
    private long nanos;

    /** The value last read. */
    double value() {
        return value;
    }

    /** The time last read, in nanoseconds since the epoch. */
    long nanos() {
        return nanos;
    }

    /** Reads the value that starts at {@code start} and ends with a blank or at {@code end}; returns the index after it. */
    int readValue(byte[] bytes, int start, int end) throws ExpositionException {
        int at = scan(bytes, start, end);
        if (at < 0) {
            return readSpecial(bytes, start, end);
        }
        int scale = exponent - fractionDigits;
        if (digits <= MAX_DIGITS && mantissa <= MAX_EXACT && scale >= -22 && scale <= 22) {
            // both operands are exact, so the one operation rounds to the nearest double (Clinger 1990)
            double magnitude = scale < 0 ? mantissa / POWERS_OF_TEN[-scale] : mantissa * POWERS_OF_TEN[scale];
            value = negative ? -magnitude : magnitude;
        } else {
            value = Double.parseDouble(text(bytes, start, at));
            if (Double.isInfinite(value)) {
                throw new ExpositionException("the value %s is too large; expected a number a double can hold"
                        .formatted(excerpt(bytes, start, at)));
            }
        }
        return at;
    }

    /**
     * Reads the time in decimal seconds that starts at {@code start} and ends with a blank or at {@code end}; returns the index
     * after it. Digits below a nanosecond are dropped.
     */
    int readSeconds(byte[] bytes, int start, int end) throws ExpositionException {
        int at = scan(bytes, start, end);
        if (at < 0) {
            throw new ExpositionException(
                    "the timestamp %s is not a number; expected seconds since 1970, such as 1716898990.100"
                            .formatted(excerpt(bytes, start, tokenEnd(bytes, start, end))));
        }
        if (hasExponent || digits > MAX_DIGITS || fractionDigits > 9) {
            nanos = exactNanos(bytes, start, at);
            return at;
        }
        long fraction = 1;
        for (int i = 0; i < fractionDigits; i++) {
            fraction *= 10;
        }
        long seconds = mantissa / fraction;
        if (seconds > LAST_SECOND || (negative && mantissa != 0)) {
            throw outOfRange(bytes, start, at, !negative && seconds < YEAR_10000_SECONDS);
        }
        nanos = seconds * NANOS_PER_SECOND + mantissa % fraction * (NANOS_PER_SECOND / fraction);
        return at;
    }

    /**
     * Reads the time in whole milliseconds that starts at {@code start} and ends with a blank or at {@code end}; returns the index
     * after it.
     */
    int readMillis(byte[] bytes, int start, int end) throws ExpositionException {
        int at = scan(bytes, start, end);
        if (at < 0 || hasExponent || digits > MAX_DIGITS || hasPoint(bytes, start, at)) {
            throw new ExpositionException(
                    "the timestamp %s is not a whole number; expected milliseconds since 1970, such as 1716898990100"
                            .formatted(excerpt(bytes, start, tokenEnd(bytes, start, end))));
        }
        if (mantissa / 1_000 > LAST_SECOND || (negative && mantissa != 0)) {
            throw new ExpositionException(
                    "the timestamp %s lies outside the years 1970 to 2262; expected milliseconds since 1970, such as 1716898990100"
                            .formatted(excerpt(bytes, start, at)));
        }
        nanos = mantissa * NANOS_PER_MILLI;
        return at;
    }

    private static boolean hasPoint(byte[] bytes, int start, int end) {
        for (int at = start; at < end; at++) {
            if (bytes[at] == '.') {
                return true;
            }
        }
        return false;
    }

    private static long exactNanos(byte[] bytes, int start, int end) throws ExpositionException {
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(text(bytes, start, end));
        } catch (NumberFormatException e) {
            throw outOfRange(bytes, start, end, false);
        }
        long integerDigits = (long) seconds.precision() - seconds.scale();
        if (seconds.signum() == 0 || integerDigits < -9) {
            return 0;
        }
        if (seconds.signum() < 0 || integerDigits > 12) {
            throw outOfRange(bytes, start, end, false);
        }
        if (seconds.compareTo(BigDecimal.valueOf(LAST_SECOND + 1)) >= 0) {
            throw outOfRange(bytes, start, end, seconds.compareTo(BigDecimal.valueOf(YEAR_10000_SECONDS)) < 0);
        }
        return seconds.setScale(9, RoundingMode.DOWN).unscaledValue().longValueExact();
    }

    private static ExpositionException outOfRange(byte[] bytes, int start, int end, boolean beforeYear10000) {
        String text = excerpt(bytes, start, end);
        return new ExpositionException(
                beforeYear10000
                        ? "the timestamp %s is after April 2262, where nanoseconds since 1970 no longer fit 64 bits; expected an earlier time"
                                .formatted(text)
                        : "the timestamp %s lies outside the years 1970 to 9999; expected seconds since 1970, such as 1716898990.100 (not milliseconds)"
                                .formatted(text));
    }

    /** Takes a decimal number apart; returns the index after it, or -1 where there is none. */
    private int scan(byte[] bytes, int start, int end) throws ExpositionException {
        int at = start;
        negative = false;
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            negative = bytes[at] == '-';
            at++;
        }
        long m = 0;
        int integerStart = at;
        while (at < end && isDigit(bytes[at])) {
            m = m * 10 + (bytes[at] - '0');
            at++;
        }
        digits = at - integerStart;
        fractionDigits = 0;
        if (at < end && bytes[at] == '.') {
            int fractionStart = ++at;
            while (at < end && isDigit(bytes[at])) {
                m = m * 10 + (bytes[at] - '0');
                at++;
            }
            fractionDigits = at - fractionStart;
            digits += fractionDigits;
        }
        if (digits == 0) {
            return -1;
        }
        mantissa = m;
        exponent = 0;
        hasExponent = false;
        if (at < end && (bytes[at] | 0x20) == 'e') {
            at = scanExponent(bytes, at + 1, end, start);
        }
        if (at < end && !ExpositionLine.isBlank(bytes[at])) {
            throw notANumber(bytes, start, end);
        }
        return at;
    }

    private int scanExponent(byte[] bytes, int start, int end, int numberStart) throws ExpositionException {
        int at = start;
        boolean negativeExponent = false;
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            negativeExponent = bytes[at] == '-';
            at++;
        }
        int digitsStart = at;
        int e = 0;
        while (at < end && isDigit(bytes[at])) {
            // beyond this nothing but 0 or too large is left
            e = Math.min(e * 10 + (bytes[at] - '0'), 100_000);
            at++;
        }
        if (at == digitsStart) {
            throw notANumber(bytes, numberStart, end);
        }
        exponent = negativeExponent ? -e : e;
        hasExponent = true;
        return at;
    }

    private int readSpecial(byte[] bytes, int start, int end) throws ExpositionException {
        int at = tokenEnd(bytes, start, end);
        if (at - start > "+infinity".length()) {
            throw notANumber(bytes, start, end);
        }
        value = switch (text(bytes, start, at).toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw notANumber(bytes, start, end);
        };
        return at;
    }

    private static ExpositionException notANumber(byte[] bytes, int start, int end) {
        int tokenEnd = tokenEnd(bytes, start, end);
        if (tokenEnd == start) {
            return new ExpositionException("the value is missing; expected a number after the series");
        }
        return new ExpositionException("%s is not a number; expected a decimal one, such as 12345.67 or 1.234567e+04"
                .formatted(excerpt(bytes, start, tokenEnd)));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int tokenEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && !ExpositionLine.isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static String excerpt(byte[] bytes, int start, int end) {
        return ExpositionLine.excerpt(bytes, start, end);
    }
}
