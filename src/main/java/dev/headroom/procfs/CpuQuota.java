// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SourceException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The CPU bandwidth a container may use, read once a second: {@code cpu.max} of cgroup v2 ("quota period" or "max period"), or
 * {@code cpu.cfs_quota_us} and {@code cpu.cfs_period_us} of v1 (-1 for none). Not thread safe.
 */
final class CpuQuota {
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] MAX = "max".getBytes(US_ASCII);
    private static final byte[] MINUS = "-".getBytes(US_ASCII);

    private final KernelFile quota;
    private final @Nullable KernelFile period;
    private final LongSupplier nanos;
    private final KernelText text = new KernelText();
    private Limit.@Nullable Known cores;
    private boolean started;
    private long refreshNanos;

    private CpuQuota(KernelFile quota, @Nullable KernelFile period, LongSupplier nanos) {
        this.quota = quota;
        this.period = period;
        this.nanos = nanos;
    }

    static CpuQuota v2(Path cpuMax, LongSupplier nanos) {
        return new CpuQuota(open(cpuMax, nanos), null, nanos);
    }

    static CpuQuota v1(Path quota, Path period, LongSupplier nanos) {
        return new CpuQuota(open(quota, nanos), open(period, nanos), nanos);
    }

    private static KernelFile open(Path path, LongSupplier nanos) {
        return new KernelFile(path, KernelFile.Rendering.AT_ONCE, "no quota is assumed", nanos);
    }

    /** The quota in cores; null where there is none. */
    Limit.@Nullable Known cores() {
        long now = nanos.getAsLong();
        if (!started || now - refreshNanos >= 0) {
            started = true;
            refreshNanos = now + REFRESH_NANOS;
            refresh();
        }
        return cores;
    }

    private void refresh() {
        try {
            quota.read();
            text.over(quota);
            if (text.at(MAX) || text.at(MINUS)) {
                cores = null;
                return;
            }
            double quotaMicros = text.number("microseconds, 'max' or '-1'");
            KernelFile other = period;
            if (other != null) {
                other.read();
                text.over(other);
            }
            double periodMicros = text.number("the period in microseconds");
            double perSecond = quotaMicros / periodMicros;
            Limit.Known known = cores;
            if (known == null || known.perSecond() != perSecond) {
                cores = perSecond > 0 && !Double.isInfinite(perSecond) ? new Limit.Known(perSecond) : null;
            }
        } catch (SourceException | KernelText.Malformed e) {
            // A quota that cannot be read now is still in force: the last one known is kept.
            refreshNanos = nanos.getAsLong() + REFRESH_NANOS;
        }
    }
}
