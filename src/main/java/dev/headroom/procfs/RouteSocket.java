// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An open socket to the kernel's table of interfaces (rtnetlink(7)), with buffers that are reused. No call waits for an answer: the
 * kernel has queued one when the request returns. Calls after the first allocate nothing, which is why they do not learn errno.
 * Linux, 64 bits. Not thread safe.
 */
final class RouteSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int NETLINK_ROUTE = 0;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;
    private static final long SIOCGIFNAME = 0x8910;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_INDEX = 16;

    /** The kernel puts no more than 32 KiB of a dump into one datagram. */
    private static final int BUFFER_BYTES = 64 << 10;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = handle(
            "socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle SEND =
            handle("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
            handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle IOCTL = handle(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int descriptor;
    private final ByteBuffer received = nativeBuffer(BUFFER_BYTES);
    private final long receivedAddress = MemorySegment.ofBuffer(received).address();
    private final ByteBuffer nameRequest = nativeBuffer(IFREQ_BYTES);
    private final long nameRequestAddress = MemorySegment.ofBuffer(nameRequest).address();

    private RouteSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** @throws NetlinkException where there is no netlink or this process may not use it */
    static RouteSocket open() throws NetlinkException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int descriptor = (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE);
            if (descriptor < 0) {
                throw new NetlinkException("a netlink socket cannot be opened (errno " + state.get(JAVA_INT, 0)
                        + "); a unit's RestrictAddressFamilies has to name AF_NETLINK");
            }
            return new RouteSocket(descriptor);
        } catch (NetlinkException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static ByteBuffer nativeBuffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Sends a request that lies at an address. */
    void send(long address, int bytes) throws NetlinkException {
        try {
            if ((long) SEND.invokeExact(descriptor, address, (long) bytes, MSG_DONTWAIT) == bytes) {
                return;
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
        throw new NetlinkException("the kernel did not take a netlink request");
    }

    /**
     * Takes the next datagram into {@link #received()}.
     *
     * @return its length in bytes
     */
    int receive() throws NetlinkException {
        long length;
        try {
            length =
                    (long) RECV.invokeExact(descriptor, receivedAddress, (long) BUFFER_BYTES, MSG_DONTWAIT | MSG_TRUNC);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (length < 0) {
            throw new NetlinkException("the kernel did not answer a netlink request at once");
        }
        if (length > BUFFER_BYTES) {
            throw new NetlinkException("a netlink answer has " + length + " bytes, more than " + BUFFER_BYTES);
        }
        return (int) length;
    }

    /** The last datagram, from 0 to the length {@link #receive} told, in the order of this machine's bytes. */
    ByteBuffer received() {
        return received;
    }

    /**
     * Asks for the name of an interface, as this socket's network namespace knows it.
     *
     * @return false when there is no such interface (any more)
     */
    boolean lookUpName(int index) {
        nameRequest.putInt(IFREQ_INDEX, index);
        try {
            return (int) IOCTL.invokeExact(descriptor, SIOCGIFNAME, nameRequestAddress) == 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What the last successful {@link #lookUpName} found: a name of at most 15 bytes that 0 ends, from position 0 on. */
    ByteBuffer name() {
        return nameRequest;
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a call of the C library that throws nothing has thrown", e);
    }
}
