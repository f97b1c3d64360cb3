// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import dev.headroom.targets.TargetStatus.SourceStatus;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the watching of one server says in words: a line for a change, none for an answer. Thread safe. */
final class WatchLog {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLog.class);

    private final TargetSettings settings;
    private final Set<Ask> slowed = EnumSet.noneOf(Ask.class);

    WatchLog(TargetSettings settings) {
        this.settings = settings;
    }

    void fails(Ask ask, String reason, String message) {
        LOG.warn(
                "Source {} of {} gives nothing ({}): {}; asked on at its pace, the other targets go on",
                ask.id(),
                settings.name(),
                reason,
                message);
    }

    void works(Ask ask, String before) {
        LOG.info("Source {} of {} gives values again (it was {})", ask.id(), settings.name(), before);
    }

    /** Says, the first time, that a source is slowed down to stay within the budget. */
    synchronized void pace(Ask ask, SourceStatus source) {
        if (source.slowed() && slowed.add(ask)) {
            LOG.info(
                    "Source {} of {} is asked every {} s instead of every {} s: more would pass the budget of {}% of a core and of the server's egress",
                    ask.id(),
                    settings.name(),
                    seconds(source.interval().toMillis()),
                    seconds(source.wantedInterval().toMillis()),
                    settings.budget() * 100);
        }
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1e3);
    }
}
