// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.detection.Burst;
import dev.headroom.detection.CoarseView;
import dev.headroom.sampling.SignalKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A burst in one sentence, as a person would tell it. */
final class BurstSentence {
    private static final DateTimeFormatter ONSET =
            DateTimeFormatter.ofPattern("HH:mm:ss.S 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private BurstSentence() {}

    /** Tells of a burst that has ended, or that was open when the watching ended. */
    static String of(Burst burst) {
        StringBuilder sentence = new StringBuilder(120).append(subject(burst.key()));
        sentence.append(String.format(
                Locale.ROOT,
                " was saturated for %s from %s (peak %s, before %s)",
                seconds(burst.durationSeconds()),
                ONSET.format(Instant.ofEpochSecond(
                        Math.floorDiv(burst.startNanos(), 1_000_000_000L),
                        Math.floorMod(burst.startNanos(), 1_000_000_000L))),
                percent(burst.peak()),
                burst.before() == null ? "unknown" : percent(burst.before())));
        if (burst.interrupted()) {
            sentence.append(", or longer: the watching was interrupted");
        }
        if (burst.unobservedSeconds() > 0) {
            sentence.append(", unobserved for ").append(seconds(burst.unobservedSeconds()));
        }
        if (!burst.coarse().isEmpty()) {
            sentence.append(shown(burst.coarse().getFirst()));
        }
        return sentence.append("; id ").append(burst.id()).toString();
    }

    private static String subject(SignalKey key) {
        String device = key.device().isEmpty() ? "" : " " + key.device();
        return key.kind().id() + device + " of " + key.target();
    }

    private static String shown(CoarseView view) {
        String panel = "; a " + view.dashboard().name() + " panel would have shown ";
        return view.best() == null ? panel + "nothing" : panel + percent(view.best()) + " at best";
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
    }

    private static String percent(double ratio) {
        double percent = ratio * 100;
        return String.format(Locale.ROOT, percent < 10 && percent != Math.rint(percent) ? "%.1f%%" : "%.0f%%", percent);
    }
}
