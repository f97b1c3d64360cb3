// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bytes that crossed each network interface from /proc/net/dev, and once a second the speeds of the links from sysfs. The
 * loopback interface is left out; of more than 128 interfaces those with a known speed come first. Not thread safe.
 */
final class NetworkSource implements Source {
    /** Two signals each; a node with more interfaces than this has them for its pods. */
    static final int MOST_LINKS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(NetworkSource.class);
    private static final byte[] HEADING = "Inter-|".getBytes(US_ASCII);
    private static final byte[] LOOPBACK = "lo".getBytes(US_ASCII);
    private static final int COLUMNS_BETWEEN = 7;
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HostOptions options;
    private final LongSupplier nanos;
    private final KernelFile file;
    private final KernelText text = new KernelText();
    private final List<Link> links = new ArrayList<>();
    private long reading;
    private int position;
    private boolean changed;
    private boolean refreshed;
    private long refreshNanos;
    private boolean saidTooMany;

    NetworkSource(HostOptions options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
        this.file = new KernelFile(
                ProcNet.file(options, "dev"),
                KernelFile.Rendering.BY_RECORD,
                "is /proc of the host mounted there? The signals network_receive and network_transmit are left out",
                nanos);
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public void read() throws SourceException {
        file.read();
        text.over(file);
        reading++;
        position = 0;
        try {
            text.expect(HEADING, "the heading 'Inter-|   Receive'");
            text.skipLine();
            text.skipLine();
            while (!text.atEnd()) {
                readLink();
            }
        } catch (KernelText.Malformed e) {
            throw file.malformed(text, e);
        }
        if (position != links.size()) {
            forgetUnseen();
        }
        refresh();
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.seenInReading() == reading) {
                link.deliver(timeNanos, sink);
            }
        }
    }

    private void readLink() throws KernelText.Malformed {
        text.skipBlanks();
        int from = text.position();
        text.skipPast((byte) ':', "an interface's name and ':'");
        int to = text.position() - 1;
        if (!text.isAt(from, to, LOOPBACK)) {
            long received = text.number("the bytes received");
            for (int i = 0; i < COLUMNS_BETWEEN; i++) {
                text.skipBlanks();
                text.skipWord();
            }
            long sent = text.number("the bytes sent");
            link(from, to).counters(reading, received, sent);
            position++;
        }
        text.skipLine();
    }

    /** The interface of a name; interfaces nearly always come in the order of the last reading. */
    private Link link(int from, int to) {
        if (position < links.size() && text.isAt(from, to, links.get(position).nameBytes())) {
            return links.get(position);
        }
        for (int i = 0; i < links.size(); i++) {
            if (text.isAt(from, to, links.get(i).nameBytes())) {
                Link moved = links.remove(i);
                links.add(Math.min(position, links.size()), moved);
                return moved;
            }
        }
        Link fresh = new Link(text.text(from, to), options, nanos);
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

    private void refresh() {
        long now = nanos.getAsLong();
        if (refreshed && !changed && now - refreshNanos < 0) {
            return;
        }
        refreshed = true;
        refreshNanos = now + REFRESH_NANOS;
        int known = 0;
        for (int i = 0; i < links.size(); i++) {
            links.get(i).refresh();
            known += links.get(i).hasKnownLimit() ? 1 : 0;
        }
        if (changed || links.size() > MOST_LINKS) {
            choose(known);
        }
        changed = false;
    }

    private void choose(int known) {
        int roomForUnknown = Math.max(0, MOST_LINKS - known);
        int room = MOST_LINKS;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            boolean wanted = link.hasKnownLimit() ? room-- > 0 : roomForUnknown-- > 0;
            link.delivered(wanted);
        }
        if (links.size() > MOST_LINKS && !saidTooMany) {
            saidTooMany = true;
            LOG.warn(
                    "{} network interfaces are too many: {} are watched, those with a known speed first",
                    links.size(),
                    MOST_LINKS);
        }
    }
}
