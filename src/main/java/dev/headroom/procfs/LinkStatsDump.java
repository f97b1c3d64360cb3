// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Reads the bytes that crossed every interface by one netlink dump (RTM_GETSTATS, IFLA_STATS_LINK_64). That knows interfaces by
 * index only; their names are asked for when an index is new, and once a second of all, from the same socket, so that they are of
 * the same network namespace. An interface that is renamed keeps its old name for up to that second. Not thread safe.
 */
final class LinkStatsDump implements AutoCloseable {
    /** Up to here the text costs too little to be worth a socket; docs/performance.md has figures of more. */
    private static final int FEW_LINKS = 20;

    private static final int REQUEST_BYTES = 28;
    private static final int REQUEST_SEQUENCE = 8;
    private static final short RTM_GETSTATS = 94;
    private static final short NLM_F_REQUEST_DUMP = 0x301;
    private static final int STATS_FILTER = 24;
    private static final int IFLA_STATS_FILTER_LINK_64 = 1;

    /** LOOPBACK_IFINDEX: the first interface of every network namespace. */
    private static final int LOOPBACK = 1;

    private final Links links;
    private final RouteSocket socket;
    private final LinkStatsAnswer answer = new LinkStatsAnswer(this::counted);
    private final ByteBuffer request = RouteSocket.nativeBuffer(REQUEST_BYTES);
    private final long requestAddress = MemorySegment.ofBuffer(request).address();
    private int sequence;

    private LinkStatsDump(Links links, RouteSocket socket) {
        this.links = links;
        this.socket = socket;
        request.putInt(0, REQUEST_BYTES)
                .putShort(4, RTM_GETSTATS)
                .putShort(6, NLM_F_REQUEST_DUMP)
                .putInt(STATS_FILTER, IFLA_STATS_FILTER_LINK_64);
    }

    /** Whether a dump is the cheaper way: of this machine's own interfaces, when they are many. */
    static boolean pays(boolean local, int linkCount) {
        return local && linkCount > FEW_LINKS;
    }

    /** @throws NetlinkException where there is no netlink or this process may not use it */
    static LinkStatsDump open(Links links) throws NetlinkException {
        return new LinkStatsDump(links, RouteSocket.open());
    }

    /**
     * Reads all interfaces into the links.
     *
     * @return false when interfaces came or went meanwhile, twice: what was read is not whole then
     * @throws NetlinkException when netlink is of no use here
     */
    boolean read() throws NetlinkException {
        links.begin();
        if (links.refreshIsDue()) {
            checkNames();
        }
        dump();
        if (answer.interrupted()) {
            links.begin();
            dump();
        }
        return !answer.interrupted();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void dump() throws NetlinkException {
        request.putInt(REQUEST_SEQUENCE, ++sequence);
        socket.send(requestAddress, REQUEST_BYTES);
        answer.begin(sequence);
        while (!answer.done()) {
            answer.take(socket.received(), socket.receive());
        }
    }

    private void counted(int index, long received, long sent) {
        if (index == LOOPBACK) {
            return;
        }
        Link link = links.nextByIndex(index);
        if (link == null) {
            if (!socket.lookUpName(index)) {
                // It is gone since the dump.
                return;
            }
            link = links.nextByName(nameText());
            link.identify(index);
        }
        links.count(link, received, sent);
    }

    private void checkNames() {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.index() > 0 && !(socket.lookUpName((int) link.index()) && isNamed(link.nameBytes()))) {
                link.mistaken();
            }
        }
    }

    private boolean isNamed(byte[] expected) {
        ByteBuffer name = socket.name();
        for (int i = 0; i < expected.length; i++) {
            if (name.get(i) != expected[i]) {
                return false;
            }
        }
        return name.get(expected.length) == 0;
    }

    private String nameText() {
        ByteBuffer name = socket.name();
        int length = 0;
        while (name.get(length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        name.get(0, bytes);
        return new String(bytes, UTF_8);
    }
}
