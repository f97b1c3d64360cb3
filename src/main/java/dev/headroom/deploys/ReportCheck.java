// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report that comes from outside must keep to, on top of being one: its texts are plain and short, and it does not tell of
 * the future.
 */
public final class ReportCheck {
    private static final int LONGEST_SOURCE = 64;
    private static final int LONGEST_TEXT = 256;

    /** How far a clock may be ahead of ours, with a time zone that was left out. */
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    private static final int MOST_PODS = 1_000_000;
    private static final double MOST_UNCERTAINTY_SECONDS = 86_400;

    private final InstantSource clock;

    public ReportCheck(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Checks all of what one request tells.
     *
     * @throws InvalidDeployException at the first that cannot be kept, with its index where there are several
     */
    public void check(List<DeployReport> reports) throws InvalidDeployException {
        for (int i = 0; i < reports.size(); i++) {
            try {
                check(reports.get(i));
            } catch (InvalidDeployException e) {
                throw reports.size() == 1 ? e : e.at(i);
            }
        }
    }

    private void check(DeployReport report) throws InvalidDeployException {
        text("source", report.source(), LONGEST_SOURCE);
        text("externalId", report.externalId(), LONGEST_TEXT);
        text("cluster", report.cluster(), LONGEST_TEXT);
        text("namespace", report.namespace(), LONGEST_TEXT);
        text("kind", report.kind(), LONGEST_TEXT);
        text("name", report.name(), LONGEST_TEXT);
        text("app", report.app(), LONGEST_TEXT);
        text("revision", report.revision(), LONGEST_TEXT);
        text("actor", report.actor(), LONGEST_TEXT);
        text("parent", report.parentExternalId(), LONGEST_TEXT);
        notAhead("startedAt", report.startedAt());
        Instant finishedAt = report.finishedAt();
        if (finishedAt != null) {
            notAhead("finishedAt", finishedAt);
            if (finishedAt.isBefore(report.startedAt())) {
                throw InvalidDeployException.field(
                        "finishedAt",
                        "finishedAt " + finishedAt + " is before startedAt " + report.startedAt()
                                + "; expected a deploy to end after it began");
            }
        }
        Integer size = report.size();
        if (size != null && size > MOST_PODS) {
            throw InvalidDeployException.field("size", "size is " + size + "; expected at most " + MOST_PODS + " pods");
        }
        Double uncertainty = report.clockUncertaintySeconds();
        if (uncertainty != null && uncertainty > MOST_UNCERTAINTY_SECONDS) {
            throw InvalidDeployException.field(
                    "clockUncertainty", "clockUncertainty is " + uncertainty + "; expected at most 86400 seconds");
        }
    }

    private static void text(String field, @Nullable String text, int longest) throws InvalidDeployException {
        if (text == null) {
            return;
        }
        if (text.length() > longest) {
            throw InvalidDeployException.field(
                    field,
                    field + " has " + text.length() + " characters, beginning '" + InvalidDeployException.shown(text)
                            + "'; expected at most " + longest);
        }
        if (!PlainText.is(text) || text.isBlank()) {
            throw InvalidDeployException.field(
                    field,
                    field + " is '" + InvalidDeployException.shown(text)
                            + "'; expected plain text: no line breaks, control characters or angle brackets");
        }
    }

    private void notAhead(String field, Instant time) throws InvalidDeployException {
        Instant now = clock.instant();
        if (time.isAfter(now.plus(MOST_AHEAD))) {
            throw InvalidDeployException.field(
                    field,
                    field + " is " + time + "; expected a time until now (" + now
                            + ") or a clock less than a day ahead of it");
        }
    }
}
