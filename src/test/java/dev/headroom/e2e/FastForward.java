// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * Time as it goes where an incident is played faster than it was: every duration of a configuration is so many times as short, and
 * where a rule asks for the time of day it gets the recording's. What is counted (seconds saturated, bursts) is the recording's already.
 */
final class FastForward {
    private static final Set<String> DURATIONS = Set.of(
            "for",
            "keep_firing_for",
            "interval",
            "scrape_interval",
            "scrape_timeout",
            "evaluation_interval",
            "resolve_timeout",
            "group_wait",
            "group_interval",
            "repeat_interval");

    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|[smhdwy])");
    private static final String WRITTEN = "((?:\\d+(?:ms|[smhdwy]))+)";
    private static final Pattern RANGE = Pattern.compile("\\[" + WRITTEN + "(?::" + WRITTEN + "?)?]");
    private static final Pattern OFFSET = Pattern.compile("\\boffset " + WRITTEN);

    /** How long the Headroom has run, which is not the recording's time. */
    private static final Pattern AGE = Pattern.compile("time\\(\\) - process_start_time_seconds");

    private static final Pattern NOW = Pattern.compile("\\btime\\(\\)");

    private final int speed;
    private final Instant recorded;
    private final Instant real;

    /**
     * @param speed how many times as fast
     * @param recorded an instant of the recording
     * @param real when that is played
     */
    FastForward(int speed, Instant recorded, Instant real) {
        this.speed = speed;
        this.recorded = recorded;
        this.real = real;
    }

    /** As it is, at real time. */
    static FastForward none() {
        return new FastForward(1, Instant.EPOCH, Instant.EPOCH);
    }

    /** The time of the recording at a real instant. */
    Instant recorded(Instant at) {
        return recorded.plus(Duration.between(real, at).multipliedBy(speed));
    }

    /** How long something takes here that takes so long at its own time. */
    Duration shortened(Duration length) {
        return length.dividedBy(speed);
    }

    /** The same configuration, with every duration shortened and every question for the time answered by the recording's. */
    String configuration(String yaml) {
        Object whole = new Yaml().load(yaml);
        return new JsonMapper().writeValueAsString(changed(whole, "")); // JSON is YAML
    }

    private Object changed(Object value, String key) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> changed = new LinkedHashMap<>();
                map.forEach((name, inner) -> changed.put(String.valueOf(name), changed(inner, String.valueOf(name))));
                yield changed;
            }
            case List<?> list -> list.stream().map(inner -> changed(inner, key)).toList();
            case String text when DURATIONS.contains(key) -> duration(text);
            case String text -> query(text);
            default -> value;
        };
    }

    private String query(String text) {
        String ranges = RANGE.matcher(text)
                .replaceAll(range -> range.group(2) == null
                        ? "[" + duration(range.group(1)) + (range.group().endsWith(":]") ? ":]" : "]")
                        : "[" + duration(range.group(1)) + ":" + duration(range.group(2)) + "]");
        String offsets = OFFSET.matcher(ranges).replaceAll(offset -> "offset " + duration(offset.group(1)));
        if (speed == 1) {
            return offsets;
        }
        String ages = AGE.matcher(offsets)
                .replaceAll(Matcher.quoteReplacement(speed + " * (<now> - process_start_time_seconds)"));
        String clock = String.format(
                Locale.ROOT,
                "(%.3f + %d * (<now> - %.3f))",
                recorded.toEpochMilli() / 1e3,
                speed,
                real.toEpochMilli() / 1e3);
        return NOW.matcher(ages).replaceAll(Matcher.quoteReplacement(clock)).replace("<now>", "time()");
    }

    private String duration(String text) {
        long millis = 0;
        int end = 0;
        Matcher parts = DURATION.matcher(text);
        while (parts.lookingAt()) {
            millis += Long.parseLong(parts.group(1)) * unitMillis(parts.group(2));
            end = parts.end();
            parts.region(end, text.length());
        }
        if (end != text.length() || end == 0 || millis % speed != 0) {
            throw new IllegalArgumentException(text + " is no duration that can be made " + speed + " times as short");
        }
        return millis / speed + "ms";
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            case "w" -> 7 * 86_400_000L;
            case "y" -> 365 * 86_400_000L;
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
