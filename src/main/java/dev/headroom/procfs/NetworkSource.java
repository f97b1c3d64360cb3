// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bytes that crossed each network interface, and once a second the speeds of the links from sysfs. The counters are those
 * of /proc/net/dev, or where that is cheaper of a netlink dump; where netlink fails it is tried no more. The loopback interface is
 * left out; of more than 128 interfaces those with a known speed come first. Not thread safe.
 */
final class NetworkSource implements Source {
    /** Two signals each; a node with more interfaces than this has them for its pods. */
    static final int MOST_LINKS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(NetworkSource.class);
    private static final byte[] HEADING = "Inter-|".getBytes(US_ASCII);
    private static final byte[] LOOPBACK = "lo".getBytes(US_ASCII);
    private static final int COLUMNS_BETWEEN = 7;

    private final boolean local;
    private final Links links;
    private final KernelFile file;
    private final KernelText text = new KernelText();
    private @Nullable LinkStatsDump dump;
    private boolean dumpFailed;

    NetworkSource(HostOptions options, LongSupplier nanos) {
        this.local = options.isLocal();
        this.links = new Links(options, nanos);
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
        LinkStatsDump open = dump;
        if (open != null && readWhole(open)) {
            links.end(true);
            return;
        }
        readText();
        links.end(false);
        if (dump == null && !dumpFailed && LinkStatsDump.pays(local, links.size())) {
            openDump();
        }
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        links.deliver(timeNanos, sink);
    }

    private void openDump() {
        try {
            dump = LinkStatsDump.open(links);
            LOG.info("{} network interfaces are read by netlink, which is cheaper than /proc/net/dev", links.size());
        } catch (NetlinkException e) {
            giveUp(e);
        }
    }

    private boolean readWhole(LinkStatsDump open) {
        try {
            return open.read();
        } catch (NetlinkException e) {
            open.close();
            dump = null;
            giveUp(e);
            return false;
        }
    }

    private void giveUp(NetlinkException e) {
        dumpFailed = true;
        LOG.info(
                "{} network interfaces are read from /proc/net/dev, which costs more than netlink: {}",
                links.size(),
                e.getMessage());
    }

    private void readText() throws SourceException {
        file.read();
        text.over(file);
        links.begin();
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
            links.count(links.nextByName(text, from, to), received, sent);
        }
        text.skipLine();
    }
}
