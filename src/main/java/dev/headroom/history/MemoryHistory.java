// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployReport;
import dev.headroom.sampling.SampleClip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bursts in memory, as many as it was given room for. What was saved first leaves first, by the order of arrival and not by
 * the clock, which may step; what left is counted. Thread safe; questions never hold up the thread that saves.
 */
public final class MemoryHistory implements History {
    private static final int LONGS_PER_SAMPLE = 4;
    private static final int CLIP_OVERHEAD_BYTES = 160;

    private final int maxBursts;
    private final long maxClipBytes;

    private final Map<ReportKey, DeployReport> reports = new ConcurrentHashMap<>();
    private final Map<String, Deploy> deploys = new ConcurrentHashMap<>();

    private final ConcurrentNavigableMap<Position, BurstRecord> newestFirst = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Position> positions = new ConcurrentHashMap<>();

    private final Object writing = new Object();
    /** The bursts in the order they arrived in, each with its clip or null. Guarded by writing. */
    private final Map<String, Optional<SampleClip>> arrivals = new LinkedHashMap<>();

    private long clipBytes;
    private long evictedBursts;
    private long evictedClips;

    /**
     * @param maxBursts how many bursts are kept, 1 or more
     * @param maxClipBytes how many bytes their flight recordings may take together, 0 or more
     */
    public MemoryHistory(int maxBursts, long maxClipBytes) {
        if (maxBursts < 1 || maxClipBytes < 0) {
            throw new IllegalArgumentException("a history keeps 1 burst or more and 0 bytes of clips or more, not "
                    + maxBursts + " and " + maxClipBytes);
        }
        this.maxBursts = maxBursts;
        this.maxClipBytes = maxClipBytes;
    }

    @Override
    public void save(BurstRecord burst) {
        Position position = Position.of(burst);
        synchronized (writing) {
            newestFirst.put(position, burst);
            Position before = positions.put(burst.id(), position);
            if (before != null && !before.equals(position)) {
                newestFirst.remove(before);
            }
            arrivals.putIfAbsent(burst.id(), Optional.empty());
            if (arrivals.size() > maxBursts) {
                evictOldestBurst();
            }
        }
    }

    private void evictOldestBurst() {
        Iterator<Map.Entry<String, Optional<SampleClip>>> oldestFirst =
                arrivals.entrySet().iterator();
        Map.Entry<String, Optional<SampleClip>> oldest = oldestFirst.next();
        oldest.getValue().ifPresent(clip -> clipBytes -= bytes(clip));
        Position position = positions.remove(oldest.getKey());
        if (position != null) {
            newestFirst.remove(position);
        }
        oldestFirst.remove();
        evictedBursts++;
    }

    @Override
    public Optional<BurstRecord> burst(String id) {
        return Optional.ofNullable(positions.get(id)).map(newestFirst::get);
    }

    @Override
    public Page bursts(BurstQuery query, int limit, @Nullable Position after) {
        if (limit < 1) {
            throw new IllegalArgumentException("a page holds 1 burst or more, not " + limit);
        }
        Map<Position, BurstRecord> rest = after == null ? newestFirst : newestFirst.tailMap(after, false);
        List<BurstRecord> page = new ArrayList<>(Math.min(limit, 128));
        for (BurstRecord burst : rest.values()) {
            if (query.matches(burst, this::app)) {
                if (page.size() == limit) {
                    return new Page(page, Position.of(page.getLast()));
                }
                page.add(burst);
            }
        }
        return new Page(page, null);
    }

    /** Keeps the clip; a clip of a burst that is not kept, or larger than all the room there is, is counted as evicted at once. */
    @Override
    public void saveClip(String burstId, SampleClip clip) {
        synchronized (writing) {
            Optional<SampleClip> before = arrivals.get(burstId);
            if (before == null || bytes(clip) > maxClipBytes) {
                evictedClips++;
                return;
            }
            before.ifPresent(replaced -> clipBytes -= bytes(replaced));
            arrivals.put(burstId, Optional.of(clip));
            clipBytes += bytes(clip);
            if (clipBytes > maxClipBytes) {
                evictOldestClips(burstId);
            }
        }
    }

    private void evictOldestClips(String kept) {
        for (Map.Entry<String, Optional<SampleClip>> oldest : arrivals.entrySet()) {
            if (clipBytes <= maxClipBytes) {
                return;
            }
            Optional<SampleClip> clip = oldest.getValue();
            if (clip.isPresent() && !oldest.getKey().equals(kept)) {
                clipBytes -= bytes(clip.get());
                oldest.setValue(Optional.empty());
                evictedClips++;
            }
        }
    }

    @Override
    public Optional<SampleClip> clip(String burstId) {
        synchronized (writing) {
            return arrivals.getOrDefault(burstId, Optional.empty());
        }
    }

    private record ReportKey(String source, String externalId, Deploy.Phase phase) {}

    @Override
    public void save(DeployReport report, List<Deploy> changed) {
        synchronized (writing) {
            reports.put(new ReportKey(report.source(), report.externalId(), report.phase()), report);
            changed.forEach(deploy -> deploys.put(deploy.id(), deploy));
        }
    }

    @Override
    public List<DeployReport> deployReports(Instant since) {
        return reports.values().stream()
                .filter(report -> !report.startedAt().isBefore(since))
                .toList();
    }

    @Override
    public List<Deploy> deploysSince(Instant since) {
        return deploys.values().stream()
                .filter(deploy -> !deploy.startedAt().isBefore(since))
                .sorted(Comparator.comparing(Deploy::startedAt))
                .toList();
    }

    @Override
    public Optional<DeployRecord> deploy(String id) {
        return Optional.ofNullable(deploys.get(id)).map(this::record);
    }

    @Override
    public DeployPage deploys(DeployQuery query, int limit, @Nullable Position after) {
        List<DeployRecord> found = deploys.values().stream()
                .filter(query::matches)
                .map(this::record)
                .filter(deploy -> after == null || after.compareTo(Position.of(deploy)) < 0)
                .sorted(Comparator.comparing(Position::of))
                .limit(limit + 1L)
                .toList();
        if (found.size() <= limit) {
            return new DeployPage(found, null);
        }
        List<DeployRecord> page = found.subList(0, limit);
        return new DeployPage(page, Position.of(page.getLast()));
    }

    private Optional<String> app(String deployId) {
        return Optional.ofNullable(deploys.get(deployId)).map(Deploy::app);
    }

    private DeployRecord record(Deploy deploy) {
        List<BurstRecord> attributed = newestFirst.values().stream()
                .filter(burst -> deploy.id().equals(burst.verdict().deploy()))
                .toList();
        return DeployRecord.of(
                deploy,
                attributed.size(),
                attributed.stream().mapToDouble(BurstRecord::saturatedSeconds).sum());
    }

    /** How full it is, and what has left it: a consistent copy. */
    public Occupancy occupancy() {
        synchronized (writing) {
            return new Occupancy(arrivals.size(), clipBytes, evictedBursts, evictedClips);
        }
    }

    private static long bytes(SampleClip clip) {
        return CLIP_OVERHEAD_BYTES + (long) LONGS_PER_SAMPLE * Long.BYTES * clip.size();
    }

    /**
     * How full a history is.
     *
     * @param bursts bursts kept
     * @param clipBytes bytes of the flight recordings kept
     * @param evictedBursts bursts that left to make room
     * @param evictedClips flight recordings that left, or were not taken, while their burst was kept or unknown
     */
    public record Occupancy(int bursts, long clipBytes, long evictedBursts, long evictedClips) {}
}
