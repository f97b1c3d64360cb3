// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import dev.headroom.deploys.DeployTime;
import dev.headroom.deploys.InvalidDeployException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line that tells of a deploy. With or without a time before it (ISO 8601; without an offset UTC) and {@code !log}:
 *
 * <pre>
 * !log USER@HOST helmfile [ENV] START helmfile.d/services/SVC: apply
 * !log USER@HOST helmfile [ENV] DONE helmfile.d/services/SVC: apply
 * !log USER@HOST Started scap sync-world: MSG
 * !log USER@HOST Finished scap sync-world: MSG (duration: 07m 12s)
 * </pre>
 *
 * @param tool {@code helmfile} or {@code scap}
 * @param start true for a start, false for an end
 * @param time when, as the line says; null where it does not
 * @param who user@host
 * @param cluster helmfile's environment; null for scap
 * @param what the service, or scap's command
 * @param message scap's message; null for helmfile
 * @param duration how long it took; null where the line does not tell
 */
record LogLine(
        String tool,
        boolean start,
        @Nullable Instant time,
        String who,
        @Nullable String cluster,
        String what,
        @Nullable String message,
        @Nullable Duration duration) {
    static final String HELMFILE = "helmfile";
    static final String SCAP = "scap";

    private static final int MOST_CHARACTERS = 8_192;

    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?) ?(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?(?=[\\]\\s])");
    private static final Pattern WHO = Pattern.compile("(?:^|\\s)([\\w.-]{1,64}@[\\w.-]{1,64}):? ");
    private static final Pattern OF_HELMFILE = Pattern.compile(
            "helmfile \\[([\\w.-]{1,64})\\] (START|DONE) (?:[\\w./-]{0,200}/)?([\\w.-]{1,100}):? '?(?:apply|sync|destroy)\\b.*");
    private static final Pattern OF_SCAP =
            Pattern.compile("(Started|Finished) scap(?: ([\\w-]{1,64}))?: (.*?)(?: \\(duration: ([\\dhms ]+)\\))?");
    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,3})h )?(\\d{1,3})m (\\d{1,2})s");

    /** The line, if it is one of these. */
    static Optional<LogLine> of(String line) {
        if (line.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        Matcher who = WHO.matcher(line);
        if (!who.find()) {
            return Optional.empty();
        }
        Instant time = time(line.substring(0, who.start(1)));
        String event = line.substring(who.end()).strip();
        Matcher helmfile = OF_HELMFILE.matcher(event);
        if (helmfile.matches()) {
            return Optional.of(new LogLine(
                    HELMFILE,
                    helmfile.group(2).equals("START"),
                    time,
                    who.group(1),
                    helmfile.group(1),
                    helmfile.group(3),
                    null,
                    null));
        }
        Matcher scap = OF_SCAP.matcher(event);
        if (scap.matches()) {
            String command = scap.group(2);
            return Optional.of(new LogLine(
                    SCAP,
                    scap.group(1).equals("Started"),
                    time,
                    who.group(1),
                    null,
                    command == null ? SCAP : command,
                    scap.group(3),
                    duration(scap.group(4))));
        }
        return Optional.empty();
    }

    /** What the start and the end of one deploy have in common. */
    String pair() {
        return tool + " " + (cluster == null ? "" : cluster + "/") + what + " " + who;
    }

    private static @Nullable Instant time(String prefix) {
        Matcher time = TIME.matcher(prefix);
        if (!time.find()) {
            return null;
        }
        String offset = time.group(3);
        String iso = time.group(1) + "T" + time.group(2).replace(',', '.')
                + (offset == null || offset.equals("UTC") ? "Z" : offset);
        try {
            return DeployTime.parse("time", iso);
        } catch (InvalidDeployException noTime) {
            // 31 February: better the time at which the line arrived than none
            return null;
        }
    }

    private static @Nullable Duration duration(@Nullable String text) {
        Matcher duration = DURATION.matcher(text == null ? "" : text);
        if (!duration.matches()) {
            return null;
        }
        long hours = duration.group(1) == null ? 0 : Long.parseLong(duration.group(1));
        return Duration.ofHours(hours)
                .plusMinutes(Long.parseLong(duration.group(2)))
                .plusSeconds(Long.parseLong(duration.group(3)));
    }
}
