// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import java.nio.ByteBuffer;

/**
 * Walks over the datagrams that answer one RTM_GETSTATS dump (linux/if_link.h: if_stats_msg, then attributes, of which
 * IFLA_STATS_LINK_64 holds a rtnl_link_stats64), in place and without allocation. Not thread safe.
 */
final class LinkStatsAnswer {
    /** Takes what one interface has counted. */
    interface Counters {
        /**
         * @param index the interface's index
         * @param receivedBytes since it was made, unsigned
         * @param sentBytes since it was made, unsigned
         */
        void counted(int index, long receivedBytes, long sentBytes);
    }

    private static final int HEADER_BYTES = 16;
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;
    private static final int NLMSG_NOOP = 1;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int RTM_NEWSTATS = 92;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int STATS_MESSAGE_BYTES = 12;
    private static final int STATS_INDEX = 4;
    private static final int ATTRIBUTE_BYTES = 4;
    private static final int ATTRIBUTE_TYPE_MASK = 0x3fff;
    private static final int IFLA_STATS_LINK_64 = 1;
    private static final int RECEIVED_BYTES = 16;
    private static final int SENT_BYTES = 24;
    private static final int NEEDED_STATS_BYTES = 32;

    private final Counters counters;
    private int sequence;
    private boolean done;
    private boolean interrupted;

    LinkStatsAnswer(Counters counters) {
        this.counters = counters;
    }

    /** Expects the answer to the request of this number. */
    void begin(int requestSequence) {
        sequence = requestSequence;
        done = false;
        interrupted = false;
    }

    /** True when the answer is all in. */
    boolean done() {
        return done;
    }

    /** True when interfaces came or went meanwhile, so that some may be missing or there twice. */
    boolean interrupted() {
        return interrupted;
    }

    /** Takes one datagram, which is in the machine's byte order and ends at {@code length}. */
    void take(ByteBuffer datagram, int length) throws NetlinkException {
        int at = 0;
        while (at < length && !done) {
            int rest = length - at;
            int size = rest < HEADER_BYTES ? 0 : datagram.getInt(at);
            if (size < HEADER_BYTES || size > rest) {
                throw malformed("a message of " + size + " bytes where " + rest + " are left");
            }
            if (datagram.getInt(at + SEQUENCE) != sequence) {
                throw malformed("an answer to request " + datagram.getInt(at + SEQUENCE) + " instead of " + sequence);
            }
            interrupted |= (datagram.getShort(at + FLAGS) & NLM_F_DUMP_INTR) != 0;
            message(datagram, at, at + size);
            at += aligned(size);
        }
        if (length == 0) {
            throw malformed("an empty answer");
        }
    }

    private void message(ByteBuffer datagram, int from, int to) throws NetlinkException {
        int type = datagram.getShort(from + TYPE) & 0xffff;
        switch (type) {
            case RTM_NEWSTATS -> stats(datagram, from + HEADER_BYTES, to);
            case NLMSG_DONE -> {
                refuse(datagram, from + HEADER_BYTES, to);
                done = true;
            }
            case NLMSG_ERROR -> {
                refuse(datagram, from + HEADER_BYTES, to);
                throw malformed("an acknowledgement that nobody asked for");
            }
            case NLMSG_NOOP -> {}
            default -> throw malformed("a message of type " + type);
        }
    }

    private static void refuse(ByteBuffer datagram, int from, int to) throws NetlinkException {
        if (to - from < Integer.BYTES) {
            throw malformed("an end without its code");
        }
        int code = datagram.getInt(from);
        if (code != 0) {
            throw new NetlinkException("the kernel refuses RTM_GETSTATS (errno " + -code + "), which it has since 4.7");
        }
    }

    private void stats(ByteBuffer datagram, int from, int to) throws NetlinkException {
        if (to - from < STATS_MESSAGE_BYTES) {
            throw malformed("statistics of " + (to - from) + " bytes");
        }
        int at = from + STATS_MESSAGE_BYTES;
        while (to - at >= ATTRIBUTE_BYTES) {
            int size = datagram.getShort(at) & 0xffff;
            if (size < ATTRIBUTE_BYTES || size > to - at) {
                throw malformed("an attribute of " + size + " bytes where " + (to - at) + " are left");
            }
            if ((datagram.getShort(at + 2) & ATTRIBUTE_TYPE_MASK) == IFLA_STATS_LINK_64) {
                if (size - ATTRIBUTE_BYTES < NEEDED_STATS_BYTES) {
                    throw malformed("counters of " + (size - ATTRIBUTE_BYTES) + " bytes");
                }
                int stats = at + ATTRIBUTE_BYTES;
                counters.counted(
                        datagram.getInt(from + STATS_INDEX),
                        datagram.getLong(stats + RECEIVED_BYTES),
                        datagram.getLong(stats + SENT_BYTES));
                return;
            }
            at += aligned(size);
        }
        throw malformed("statistics without counters");
    }

    private static int aligned(int bytes) {
        return (bytes + 3) & ~3;
    }

    private static NetlinkException malformed(String found) {
        return new NetlinkException("the answer to RTM_GETSTATS holds " + found);
    }
}
