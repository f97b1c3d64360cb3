// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Reads how long tasks have waited for a CPU: {@code total=} of the line {@code some} of /proc/pressure/cpu, in microseconds
 * (Documentation/accounting/psi.rst of the kernel). Not thread safe.
 */
final class PressureSource implements Source {
    private static final byte[] SOME = "some ".getBytes(US_ASCII);
    private static final byte[] TOTAL = "total=".getBytes(US_ASCII);

    private final KernelFile file;
    private final KernelText text = new KernelText();
    private long waitingMicros;

    PressureSource(Path root, LongSupplier nanos) {
        file = new KernelFile(
                root.resolve("proc/pressure/cpu"),
                KernelFile.Rendering.AT_ONCE,
                "this kernel has no pressure stall information (CONFIG_PSI, Linux 4.20; some need psi=1 at boot), so the signal"
                        + " cpu_pressure is left out",
                nanos);
    }

    @Override
    public String name() {
        return "pressure";
    }

    @Override
    public void read() throws SourceException {
        file.read();
        text.over(file);
        try {
            text.expect(SOME, "a line 'some avg10=... total=...'");
            while (!text.accept(TOTAL)) {
                if (text.atEnd() || text.atLineEnd()) {
                    throw text.malformed("'total='");
                }
                text.skipWord();
                text.skipBlanks();
            }
            waitingMicros = text.number("microseconds after 'total='");
        } catch (KernelText.Malformed e) {
            throw file.malformed(text, e);
        }
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        sink.cpuPressure(timeNanos, KernelText.unsigned(waitingMicros) / 1e6);
    }
}
