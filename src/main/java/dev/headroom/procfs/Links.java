// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.CounterSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network interfaces in the order they were last read in, which is nearly always the order they come in next. A reading begins,
 * finds each interface and counts it, and ends. Not thread safe.
 */
final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HostOptions options;
    private final LongSupplier nanos;
    private final List<Link> links = new ArrayList<>();
    private long reading;
    private int position;
    private boolean changed;
    private boolean refreshed;
    private long refreshNanos;
    private boolean saidTooMany;

    Links(HostOptions options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
    }

    int size() {
        return links.size();
    }

    Link get(int i) {
        return links.get(i);
    }

    /** Begins a reading, or the same one anew. */
    void begin() {
        reading++;
        position = 0;
    }

    /** The interface that comes next, by its name in a text; made when it is new. */
    Link nextByName(KernelText text, int from, int to) {
        if (position < links.size() && text.isAt(from, to, links.get(position).nameBytes())) {
            return links.get(position);
        }
        for (int i = 0; i < links.size(); i++) {
            if (text.isAt(from, to, links.get(i).nameBytes())) {
                return moved(i);
            }
        }
        return fresh(text.text(from, to));
    }

    /** The interface that comes next, by its name; made when it is new. */
    Link nextByName(String name) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).name().equals(name)) {
                return moved(i);
            }
        }
        return fresh(name);
    }

    /** The interface that comes next, by its index; null when none is known to have it. */
    @Nullable
    Link nextByIndex(int index) {
        if (position < links.size() && links.get(position).index() == index) {
            return links.get(position);
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).index() == index) {
                return moved(i);
            }
        }
        return null;
    }

    /** Counts the interface that came next, in unsigned bytes, and moves on. */
    void count(Link link, long received, long sent) {
        link.counters(reading, received, sent);
        position++;
    }

    /**
     * Ends a reading: forgets interfaces that are gone, and once a second reads again what seldom changes.
     *
     * @param indexesCame whether the counters came with their interfaces' indexes, which then are not read from sysfs
     */
    void end(boolean indexesCame) {
        if (position != links.size()) {
            forgetUnseen();
        }
        if (!changed && !refreshIsDue()) {
            return;
        }
        refreshed = true;
        refreshNanos = nanos.getAsLong() + REFRESH_NANOS;
        int known = 0;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (indexesCame) {
                link.refreshSpeed();
            } else {
                link.refresh();
            }
            known += link.hasKnownLimit() ? 1 : 0;
        }
        if (changed || links.size() > NetworkSource.MOST_LINKS) {
            choose(known);
        }
        changed = false;
    }

    /** True when the last refresh is a second ago. */
    boolean refreshIsDue() {
        return !refreshed || nanos.getAsLong() - refreshNanos >= 0;
    }

    /** Hands over the interfaces of the last reading. */
    void deliver(long timeNanos, CounterSink sink) {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.seenInReading() == reading) {
                link.deliver(timeNanos, sink);
            }
        }
    }

    private Link moved(int from) {
        Link link = links.remove(from);
        links.add(Math.min(position, links.size()), link);
        return link;
    }

    private Link fresh(String name) {
        Link fresh = new Link(name, options, nanos);
        links.add(Math.min(position, links.size()), fresh);
        changed = true;
        return fresh;
    }

    private void forgetUnseen() {
        links.removeIf(link -> {
            boolean gone = link.seenInReading() != reading;
            if (gone) {
                link.close();
                changed = true;
            }
            return gone;
        });
    }

    private void choose(int known) {
        int roomForUnknown = Math.max(0, NetworkSource.MOST_LINKS - known);
        int room = NetworkSource.MOST_LINKS;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            boolean wanted = link.hasKnownLimit() ? room-- > 0 : roomForUnknown-- > 0;
            link.delivered(wanted);
        }
        if (links.size() > NetworkSource.MOST_LINKS && !saidTooMany) {
            saidTooMany = true;
            LOG.warn(
                    "{} network interfaces are too many: {} are watched, those with a known speed first",
                    links.size(),
                    NetworkSource.MOST_LINKS);
        }
    }
}
