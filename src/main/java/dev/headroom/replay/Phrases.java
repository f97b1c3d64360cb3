// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.DeployRecord;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Quantities as people say them. */
final class Phrases {
    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;

    private Phrases() {}

    /** A length of time in at most two units: {@code 0.4 s}, {@code 9.7 s}, {@code 74 s}, {@code 7 min 9 s}, {@code 3 h 5 min}. */
    static String duration(double seconds) {
        if (seconds < 99.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < HOUR) {
            return twoUnits(Math.round(seconds), 60, "min", "s");
        }
        if (seconds < DAY) {
            return twoUnits(Math.round(seconds / MINUTE), 60, "h", "min");
        }
        return twoUnits(Math.round(seconds / HOUR), 24, "d", "h");
    }

    /** A whole length of time in one unit: {@code 60 s}, {@code 500 ms}. */
    static String shortDuration(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static String twoUnits(long amount, int factor, String large, String small) {
        String text = amount / factor + " " + large;
        return amount % factor == 0 ? text : text + " " + amount % factor + " " + small;
    }

    /** A share: {@code 45%}, with a decimal below 10%, where it matters: {@code 7.1%}. */
    static String percent(@Nullable Double share) {
        if (share == null) {
            return "-";
        }
        double percent = share * 100;
        return String.format(Locale.ROOT, percent < 9.95 && percent != 0 ? "%.1f%%" : "%.0f%%", percent);
    }

    /** A number of things: {@code 1 burst}, {@code 9,498 readings}. */
    static String count(long number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }

    /** A limit in the unit people know it by. */
    static String limit(SignalKind kind, @Nullable Limit limit) {
        if (!(limit instanceof Limit.Known known)) {
            return limit instanceof Limit.Unknown unknown ? "unknown: " + unknown.reason() : "-";
        }
        return switch (kind.unit()) {
            case CORES -> count(known.perSecond(), "core");
            case BYTES_PER_SECOND -> bits(known.perSecond() * 8);
            case REQUESTS -> count(known.perSecond(), "request");
            case SEATS -> count(known.perSecond(), "seat");
            case SECONDS -> duration(known.perSecond());
            case RATIO -> "-";
        };
    }

    private static String count(double number, String thing) {
        return number == Math.rint(number)
                ? count((long) number, thing)
                : String.format(Locale.ROOT, "%.2f %ss", number, thing);
    }

    private static String bits(double bitsPerSecond) {
        if (bitsPerSecond >= 1e9) {
            return decimal(bitsPerSecond / 1e9) + " Gbit/s";
        }
        return bitsPerSecond >= 1e6
                ? decimal(bitsPerSecond / 1e6) + " Mbit/s"
                : decimal(bitsPerSecond / 1e3) + " kbit/s";
    }

    /** A quantity to three digits, with the letters of the decimal multiples: 12.3 M. */
    static String amount(double number) {
        double size = Math.abs(number);
        if (size >= 1e9) {
            return String.format(Locale.ROOT, "%.2f G", number / 1e9);
        }
        if (size >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M", number / 1e6);
        }
        if (size >= 1e4) {
            return String.format(Locale.ROOT, "%.1f k", number / 1e3);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 1 ? "%.1f" : "%.3f", number);
    }

    private static String decimal(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.1f", number);
    }

    /** A deploy as its deployers call it: who told of it, and its name. */
    static String deploy(DeployRecord deploy) {
        String name = deploy.name() != null ? deploy.name() : deploy.app() != null ? deploy.app() : deploy.externalId();
        return deploy.source() + " " + name;
    }

    /** A signal of a target: {@code cpu}, {@code network_transmit ens5}. */
    static String signal(String signal, String device) {
        return device.isEmpty() ? signal : signal + " " + device;
    }
}
