// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One network interface: its counters, its speed and who it is. An interface that was removed and made anew under the same name is
 * known by its index (/sys/class/net/NAME/ifindex); it then counts from 0 again, so that what follows sees a reset and never takes
 * the difference of two interfaces. Not thread safe.
 */
final class Link {
    private static final double BYTES_PER_MEGABIT = 1e6 / 8;
    private static final byte[] MINUS = {'-'};
    private static final long MISTAKEN_INDEX = -1;

    private final String name;
    private final byte[] nameBytes;
    private final boolean virtual;
    private final Limit.@Nullable Known configured;
    private final KernelFile speed;
    private final KernelFile index;
    private final KernelText text = new KernelText();
    private final Limit.Unknown unknown;
    private Limit limit;
    private long receivedBytes;
    private long sentBytes;
    private long receivedBaseBytes;
    private long sentBaseBytes;
    private long interfaceIndex;
    private boolean rebase;
    private long seenInReading;
    private boolean delivered = true;

    Link(String name, HostOptions options, LongSupplier nanos) {
        Path sys = options.root().resolve("sys");
        Path folder = sys.resolve("class/net").resolve(name);
        this.name = name;
        this.nameBytes = name.getBytes(UTF_8);
        this.configured = options.linkSpeeds().get(name);
        // A bond is virtual too, but the speed it tells is the sum of real ones.
        this.virtual = Files.exists(sys.resolve("devices/virtual/net").resolve(name))
                && !Files.exists(folder.resolve("bonding"));
        this.speed = file(folder.resolve("speed"), nanos);
        this.index = file(folder.resolve("ifindex"), nanos);
        String remedy = "; set headroom.host.link-speeds." + name + " if you know it";
        this.unknown = new Limit.Unknown(
                virtual
                        ? name + " is a virtual link, which has no speed of its own" + remedy
                        : "the driver of " + name + " does not tell its speed (" + speed.path() + ")" + remedy);
        this.limit = configured == null ? unknown : configured;
    }

    private static KernelFile file(Path path, LongSupplier nanos) {
        return new KernelFile(path, KernelFile.Rendering.AT_ONCE, "the link's speed stays unknown", nanos);
    }

    String name() {
        return name;
    }

    byte[] nameBytes() {
        return nameBytes;
    }

    /** The speed in bytes per second, as of the last {@link #refresh}. */
    Limit limit() {
        return limit;
    }

    boolean hasKnownLimit() {
        return limit instanceof Limit.Known;
    }

    long seenInReading() {
        return seenInReading;
    }

    /** The index this interface is known to have; 0 or less when it is not known. */
    long index() {
        return interfaceIndex;
    }

    /** Takes the index this name has now: when that was another before, or another's, this interface counts from 0 again. */
    void identify(long indexNow) {
        if (interfaceIndex != 0 && indexNow != interfaceIndex) {
            rebase = true;
        }
        interfaceIndex = indexNow;
    }

    /** Forgets the index, which turned out to be another interface's. */
    void mistaken() {
        interfaceIndex = MISTAKEN_INDEX;
    }

    /** Whether {@link #deliver} passes anything on. */
    void delivered(boolean wanted) {
        delivered = wanted;
    }

    /** Takes the counters of one reading. */
    void counters(long reading, long received, long sent) {
        seenInReading = reading;
        if (rebase) {
            rebase = false;
            receivedBaseBytes = received;
            sentBaseBytes = sent;
        }
        receivedBytes = received;
        sentBytes = sent;
    }

    /** Reads again what seldom changes: the speed, and whether this is still the same interface. */
    void refresh() {
        if (!virtual || configured != null) {
            long indexNow = number(index);
            if (indexNow > 0) {
                identify(indexNow);
            }
        }
        refreshSpeed();
    }

    /** Reads the speed again. */
    void refreshSpeed() {
        if (virtual || configured != null) {
            return;
        }
        long megabits = number(speed);
        if (megabits <= 0) {
            limit = unknown;
            return;
        }
        double bytesPerSecond = megabits * BYTES_PER_MEGABIT;
        if (!(limit instanceof Limit.Known known) || known.perSecond() != bytesPerSecond) {
            limit = new Limit.Known(bytesPerSecond);
        }
    }

    void deliver(long timeNanos, CounterSink sink) {
        if (delivered) {
            sink.network(timeNanos, Direction.RECEIVE, name, sinceBase(receivedBytes, receivedBaseBytes), limit);
            sink.network(timeNanos, Direction.TRANSMIT, name, sinceBase(sentBytes, sentBaseBytes), limit);
        }
    }

    void close() {
        speed.close();
        index.close();
    }

    /** The number a file holds; 0 when there is none: a link that is down answers EINVAL, one that does not know says -1. */
    private long number(KernelFile file) {
        try {
            file.read();
            text.over(file);
            return text.at(MINUS) ? 0 : text.number("a number");
        } catch (SourceException | KernelText.Malformed e) {
            return 0;
        }
    }

    /** A counter below its base was reset on its own, and is passed on as it is. */
    private static double sinceBase(long bytes, long base) {
        return KernelText.unsigned(Long.compareUnsigned(bytes, base) >= 0 ? bytes - base : bytes);
    }
}
