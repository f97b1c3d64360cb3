// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a user's dashboard looks at a counter: what is scraped how often, which function of PromQL draws it over which range, and
 * how far apart the points of the panel are.
 *
 * @param name the public name, {@code scrape/function[range]/step}
 * @param scrape time between two scrapes
 * @param function how the counter is turned into a level
 * @param range the range vector's length
 * @param step time between two points of the panel
 */
public record Dashboard(String name, Duration scrape, Function function, Duration range, Duration step) {
    private static final Pattern FORM = Pattern.compile("(\\w+)/(rate|irate)\\[(\\w+)]/(\\w+)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** The dashboards compared with where nothing is configured: the common ones at 60 s and 15 s, and the 2024 incident's. */
    public static final List<Dashboard> DEFAULTS =
            List.of(parse("60s/rate[5m]/60s"), parse("60s/irate[5m]/180s"), parse("15s/rate[2m]/15s"));

    /** A PromQL function over a counter's range. */
    public enum Function {
        /** The average over the whole range, extrapolated to its ends. */
        RATE("rate"),
        /** The last two scrapes of the range. */
        IRATE("irate");

        private final String id;

        Function(String id) {
            this.id = id;
        }

        /** The name in PromQL. */
        public String id() {
            return id;
        }
    }

    /**
     * Reads the form {@code scrape/function[range]/step}, say {@code 60s/rate[5m]/60s}.
     *
     * @throws IllegalArgumentException when the text has another form or a duration of 0
     */
    public static Dashboard parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a dashboard is written scrape/function[range]/step, for example"
                    + " 60s/rate[5m]/60s, with the function rate or irate; not '" + text + "'");
        }
        Function function = form.group(2).equals("rate") ? Function.RATE : Function.IRATE;
        return new Dashboard(
                text,
                duration(text, form.group(1)),
                function,
                duration(text, form.group(3)),
                duration(text, form.group(4)));
    }

    /**
     * The same dashboard with some of its parts replaced, each as {@link #parse} reads it; null leaves a part as it is.
     *
     * @throws IllegalArgumentException when one of them cannot be read
     */
    public Dashboard with(
            @Nullable String otherScrape,
            @Nullable String otherFunction,
            @Nullable String otherRange,
            @Nullable String otherStep) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            throw new IllegalArgumentException("the name of dashboard '" + name + "' does not say how it looks");
        }
        return parse((otherScrape == null ? form.group(1) : otherScrape)
                + "/"
                + (otherFunction == null ? form.group(2) : otherFunction)
                + "["
                + (otherRange == null ? form.group(3) : otherRange)
                + "]/"
                + (otherStep == null ? form.group(4) : otherStep));
    }

    private static Duration duration(String text, String part) {
        Matcher form = DURATION.matcher(part);
        long amount = form.matches() ? Long.parseLong(form.group(1)) : 0;
        if (amount == 0) {
            throw new IllegalArgumentException("'" + part + "' in dashboard '" + text
                    + "' is not a duration above 0 in ms, s, m or h, for example 60s or 5m");
        }
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
