// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The few calls of the C library that have no file. Addresses are passed as plain numbers, because passing a segment would allocate.
 * Linux, 64 bits. Thread safe, except that the buffers are the callers'.
 */
final class Libc {
    private static final int SC_CLK_TCK = 2;
    private static final double USUAL_TICKS_PER_SECOND = 100;

    private static final MethodHandle SYSCONF = handle("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOCK_GETTIME =
            handle("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

    private Libc() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    /** The unit of times in /proc: sysconf(_SC_CLK_TCK), which is 100 on every architecture the kernel supports today. */
    static double ticksPerSecond() {
        try {
            long ticks = (long) SYSCONF.invokeExact(SC_CLK_TCK);
            return ticks > 0 ? ticks : USUAL_TICKS_PER_SECOND;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Reads a clock into a timespec: seconds and nanoseconds, 64 bits each.
     *
     * @return true when there is such a clock
     */
    static boolean clockTime(int clock, long timespecAddress) {
        try {
            return (int) CLOCK_GETTIME.invokeExact(clock, timespecAddress) == 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a call of the C library that throws nothing has thrown", e);
    }
}
