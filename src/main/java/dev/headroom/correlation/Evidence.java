// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.correlation.AttributionModel.Share;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.correlation.Verdict.Rival;
import dev.headroom.deploys.Deploy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in plain words what a verdict rests on: the lag, the app's history, what else it may have been, and what is not known. */
final class Evidence {
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    /** A deploy that started this soon after an onset is worth telling that it cannot be the cause. */
    private static final double SOON_AFTER_SECONDS = 60;

    /** Rivals and members of a group with less are left out of the words. */
    private static final double WORTH_TELLING = 0.05;

    private final Parameters parameters;
    private final Changes changes;
    private final AppHistory history;

    Evidence(Parameters parameters, Changes changes, AppHistory history) {
        this.parameters = parameters;
        this.changes = changes;
        this.history = history;
    }

    /**
     * The sentences.
     *
     * @param group the candidates of the likeliest group, the likeliest first; empty where no deploy covers the onset
     */
    List<String> of(double onsetSeconds, Decision decision, List<Share> group, List<Rival> rivals) {
        List<String> sentences = new ArrayList<>();
        if (group.isEmpty()) {
            sentences.add(nothingNear(onsetSeconds));
        } else {
            Change change = group.getFirst().change();
            sentences.add(lag(onsetSeconds, change));
            sentences.add(history(change));
            addClock(sentences, onsetSeconds, change);
            if (group.size() > 1 && decision != Decision.UNEXPLAINED) {
                sentences.add(cannotSeparate(group));
            }
        }
        addStartedAfter(sentences, onsetSeconds);
        addRivals(sentences, onsetSeconds, rivals);
        return sentences;
    }

    private static String lag(double onsetSeconds, Change change) {
        double lag = onsetSeconds - change.startSeconds();
        double end = change.dose().endSeconds();
        String when = lag < 0
                ? "It began " + span(-lag) + " before the reported start of " + name(change.root())
                : "It began " + span(lag) + " after " + name(change.root()) + " started";
        if (end > change.startSeconds() && lag >= 0) {
            when += onsetSeconds <= end
                    ? ", while it was running"
                    : ", " + span(onsetSeconds - end) + " after it ended";
        }
        return when + lastPart(onsetSeconds, change) + ".";
    }

    private static String lastPart(double onsetSeconds, Change change) {
        return change.members().stream()
                .filter(part -> !part.id().equals(change.root().id()) && Seconds.of(part.startedAt()) <= onsetSeconds)
                .reduce((earlier, later) -> later)
                .map(part -> "; " + span(onsetSeconds - Seconds.of(part.startedAt())) + " after its part " + name(part)
                        + " started")
                .orElse("");
    }

    private String history(Change change) {
        int others = history.others(change);
        if (others == 0) {
            return "No history yet: no other deploy of " + change.app()
                    + " has been seen, so this rests on the time between the two alone.";
        }
        return "Bursts are attributed to " + history.othersWithBursts(change) + " of the " + others + " other deploy"
                + (others == 1 ? "" : "s") + " of " + change.app() + ".";
    }

    private static void addClock(List<String> sentences, double onsetSeconds, Change change) {
        double uncertainty = change.root().clockUncertaintySeconds();
        if (uncertainty > 0 && onsetSeconds - change.startSeconds() < uncertainty) {
            sentences.add("The clock of source " + change.root().source() + " may be off by " + span(uncertainty)
                    + ", which is more than lies between the two.");
        }
    }

    private static String cannotSeparate(List<Share> group) {
        double sum = group.stream().mapToDouble(Share::probability).sum();
        return "Cannot separate the deploys that started within 30 s of each other; by history and size: "
                + group.stream()
                        .filter(share -> share.probability() >= WORTH_TELLING * sum)
                        .map(share -> name(share.change().root()) + " " + percent(share.probability() / sum))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private String nothingNear(double onsetSeconds) {
        Change before = changes.before(onsetSeconds);
        String nothing = "No deploy was running or had ended in the "
                + span(parameters.lag().reachSeconds()) + " before";
        return before == null
                ? nothing + "."
                : nothing + "; the last one, " + name(before.root()) + ", started "
                        + span(onsetSeconds - before.startSeconds()) + " before.";
    }

    private void addStartedAfter(List<String> sentences, double onsetSeconds) {
        Change after = changes.after(onsetSeconds);
        if (after != null && after.startSeconds() - onsetSeconds <= SOON_AFTER_SECONDS) {
            sentences.add(capitalised(name(after.root())) + " started " + span(after.startSeconds() - onsetSeconds)
                    + " after it began, so it cannot be the cause.");
        }
    }

    private void addRivals(List<String> sentences, double onsetSeconds, List<Rival> rivals) {
        for (CronSlot slot : parameters.slots()) {
            if (slot.contains(onsetSeconds)) {
                sentences.add("Bursts come " + slot.name() + ": in " + percent(slot.hitShare()) + " of the "
                        + slot.periods() + " without a deploy.");
            }
        }
        boolean background = rivals.stream()
                .anyMatch(rival -> "background".equals(rival.name()) && rival.probability() >= WORTH_TELLING);
        if (background) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "At this hour of the week %.1f bursts a day are expected without any deploy.",
                    parameters.background().perSecondAt(onsetSeconds) * DAY_SECONDS));
        }
    }

    private static String name(Deploy deploy) {
        StringBuilder name = new StringBuilder();
        if (deploy.app() != null) {
            name.append(deploy.app()).append(" (");
        }
        name.append(deploy.source()).append(' ').append(deploy.externalId());
        return deploy.app() != null ? name.append(')').toString() : name.toString();
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", share * 100);
    }

    private static String span(double seconds) {
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 2 * 3600
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : seconds < 2 * DAY_SECONDS
                        ? String.format(Locale.ROOT, "%.1f h", seconds / 3600)
                        : String.format(Locale.ROOT, "%.0f days", seconds / DAY_SECONDS);
    }
}
