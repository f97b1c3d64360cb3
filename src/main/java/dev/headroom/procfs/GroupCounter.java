// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.SourceException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The CPU time of one control group: {@code cpuacct.usage} in nanoseconds, or {@code usage_usec} of {@code cpu.stat}. Not thread safe. */
final class GroupCounter {
    private static final byte[] NO_KEY = new byte[0];

    private final KernelFile file;
    private final KernelText text = new KernelText();
    private final byte[] key;
    private final double unitsPerSecond;
    private long before;
    private boolean started;

    /** @param key what stands before the number, or null when the number is alone */
    GroupCounter(Path path, @Nullable String key, double unitsPerSecond, LongSupplier nanos) {
        this.file = new KernelFile(
                path,
                KernelFile.Rendering.AT_ONCE,
                "the group is gone; the host's CPU is measured by idle alone",
                nanos);
        this.key = key == null ? NO_KEY : (key + " ").getBytes(US_ASCII);
        this.unitsPerSecond = unitsPerSecond;
    }

    /** The core-seconds used since the last call, NaN at the first. After a failure the next call has what was missed. */
    double gainSeconds() throws SourceException {
        file.read();
        text.over(file);
        long now;
        try {
            text.expect(key, "'usage_usec '");
            now = text.number("the CPU time used");
        } catch (KernelText.Malformed e) {
            throw file.malformed(text, e);
        }
        long gain = now - before;
        before = now;
        boolean first = !started;
        started = true;
        return first ? Double.NaN : Math.max(0, gain) / unitsPerSecond;
    }

    void close() {
        file.close();
    }
}
