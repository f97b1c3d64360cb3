// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.correlation.Verdict;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import dev.headroom.sampling.SampleClip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {
    private static final Instant START = Instant.parse("2024-05-28T09:00:00Z");
    private static final BurstQuery ALL = new BurstQuery(null, null, null, null, null, null);
    private static final int CLIP_BYTES = 160 + 32;

    private final MemoryHistory history = new MemoryHistory(5, 3 * CLIP_BYTES);

    @Test
    void burstsComeNewestFirst() {
        history.save(burst("A", 1));
        history.save(burst("C", 3));
        history.save(burst("B", 2));

        assertThat(ids(history.bursts(ALL, 10, null))).containsExactly("C", "B", "A");
    }

    @Test
    void burstsOfTheSameInstantAreTwoAndKeepOneOrder() {
        history.save(burst("A", 1));
        history.save(burst("B", 1));

        Page first = history.bursts(ALL, 1, null);
        Page second = history.bursts(ALL, 1, first.next());

        assertThat(ids(first)).containsExactly("B");
        assertThat(ids(second)).containsExactly("A");
        assertThat(second.next()).isNull();
    }

    @Test
    void aBurstSavedAgainReplacesWhatWasKnown() {
        history.save(burst("A", 1, null));
        history.save(burst("A", 1, START.plusSeconds(2)));

        assertThat(ids(history.bursts(ALL, 10, null))).containsExactly("A");
        assertThat(history.burst("A").map(BurstRecord::end)).contains(START.plusSeconds(2));
    }

    @Test
    void aBurstSavedAgainWithAnotherOnsetIsStillOne() {
        history.save(burst("A", 1));
        history.save(burst("A", 2));

        assertThat(ids(history.bursts(ALL, 10, null))).containsExactly("A");
        assertThat(history.burst("A").map(BurstRecord::start)).contains(START.plusSeconds(2));
    }

    @Test
    void whatWasSavedFirstLeavesFirstWhateverTheClockSays() {
        history.save(burst("FUTURE", 1_000_000));
        for (int second = 1; second <= 5; second++) {
            history.save(burst("B" + second, second));
        }

        assertThat(ids(history.bursts(ALL, 10, null))).containsExactly("B5", "B4", "B3", "B2", "B1");
        assertThat(history.burst("FUTURE")).isEmpty();
        assertThat(history.occupancy()).isEqualTo(new MemoryHistory.Occupancy(5, 0, 1, 0));
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEndedWhileBurstsComeAndGo() {
        history.save(burst("A", 1));
        history.save(burst("B", 2));
        history.save(burst("C", 3));
        history.save(burst("D", 4));

        Page first = history.bursts(ALL, 2, null);
        history.save(burst("E", 5));
        history.save(burst("F", 6)); // A leaves

        assertThat(ids(first)).containsExactly("D", "C");
        assertThat(ids(history.bursts(ALL, 2, first.next()))).containsExactly("B");
    }

    @Test
    void aPageGoesOnEvenWhereTheBurstItEndedWithHasLeft() {
        for (int second = 5; second >= 1; second--) {
            history.save(burst("B" + second, second));
        }
        Page first = history.bursts(ALL, 1, null);
        history.save(burst("B6", 6)); // B5, saved first, leaves

        assertThat(ids(first)).containsExactly("B5");
        assertThat(ids(history.bursts(ALL, 10, first.next()))).containsExactly("B4", "B3", "B2", "B1");
    }

    @Test
    void theLastFullPageHasNoNext() {
        history.save(burst("A", 1));
        history.save(burst("B", 2));

        assertThat(history.bursts(ALL, 2, null).next()).isNull();
        assertThat(history.bursts(ALL, 1, null).next()).isEqualTo(new Position(START.plusSeconds(2), "B"));
    }

    @Test
    void everyBurstIsPagedExactlyOnceWhileAnotherThreadSaves() throws InterruptedException {
        MemoryHistory large = new MemoryHistory(100_000, 0);
        for (int i = 0; i < 500; i++) {
            large.save(burst("OLD" + i, i));
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get() && i < 50_000; i++) {
                large.save(burst("NEW" + i, 1_000 + i));
            }
        });

        List<String> seen = new ArrayList<>();
        Position after = null;
        do {
            Page page = large.bursts(new BurstQuery(null, START.plusSeconds(1_000), null, null, null, null), 7, after);
            seen.addAll(ids(page));
            after = page.next();
        } while (after != null);
        done.set(true);
        writer.join();

        assertThat(seen)
                .hasSize(500)
                .doesNotHaveDuplicates()
                .startsWith("OLD499")
                .endsWith("OLD0");
    }

    @Test
    void eachFilterKeepsOnlyWhatItAsksFor() {
        history.save(KnownDeploys.report("web"), List.of(KnownDeploys.deploy("D1", "web")));
        history.save(record("CPU", "node-1", "cpu", 1, START.plusSeconds(2), true, "D1"));
        history.save(record("NET", "node-1", "network_transmit", 3, START.plusSeconds(4), false, "D2"));
        history.save(record("OPEN", "node-2", "cpu", 5, null, false, null));

        assertThat(asked(null, null, null, null, null, null)).containsExactly("OPEN", "NET", "CPU");
        assertThat(asked(4, null, null, null, null, null)).containsExactly("OPEN", "NET");
        assertThat(asked(5, null, null, null, null, null))
                .as("an open burst has no end")
                .containsExactly("OPEN");
        assertThat(asked(null, 5, null, null, null, null))
                .as("until is exclusive")
                .containsExactly("NET", "CPU");
        assertThat(asked(2, 3, null, null, null, null)).containsExactly("CPU");
        assertThat(asked(null, null, "node-1", null, null, null)).containsExactly("NET", "CPU");
        assertThat(asked(null, null, null, "cpu", null, null)).containsExactly("OPEN", "CPU");
        assertThat(asked(null, null, null, null, "web", null)).containsExactly("CPU");
        assertThat(asked(null, null, null, null, "other", null)).isEmpty();
        assertThat(asked(null, null, null, null, null, true)).containsExactly("CPU");
        assertThat(asked(null, null, null, null, null, false)).containsExactly("OPEN", "NET");
        assertThat(asked(null, null, "node-2", "network_transmit", null, null)).isEmpty();
    }

    @Test
    void clipsAreBoundedByTheirBytesAndTheOldestLeavesFirst() {
        for (String id : List.of("A", "B", "C", "D")) {
            history.save(burst(id, id.charAt(0)));
            history.saveClip(id, clip(1));
        }

        assertThat(history.clip("A")).isEmpty();
        assertThat(history.clip("B")).isPresent();
        assertThat(history.clip("D")).isPresent();
        assertThat(history.burst("A")).as("the burst outlives its samples").isPresent();
        assertThat(history.occupancy()).isEqualTo(new MemoryHistory.Occupancy(4, 3 * CLIP_BYTES, 0, 1));
    }

    @Test
    void aClipLeavesWithItsBurst() {
        for (int second = 0; second < 6; second++) {
            history.save(burst("B" + second, second));
            if (second == 0) {
                history.saveClip("B0", clip(1));
            }
        }

        assertThat(history.clip("B0")).isEmpty();
        assertThat(history.occupancy()).isEqualTo(new MemoryHistory.Occupancy(5, 0, 1, 0));
    }

    @Test
    void aClipThatIsTooLargeOrOfNoKnownBurstIsCountedAndNotKept() {
        history.save(burst("A", 1));
        history.saveClip("A", clip(1_000));
        history.saveClip("UNKNOWN", clip(1));

        assertThat(history.clip("A")).isEmpty();
        assertThat(history.clip("UNKNOWN")).isEmpty();
        assertThat(history.occupancy()).isEqualTo(new MemoryHistory.Occupancy(1, 0, 0, 2));
    }

    @Test
    void aClipSavedAgainCountsOnceAndSavingTheBurstAgainKeepsIt() {
        history.save(burst("A", 1));
        history.saveClip("A", clip(1));
        history.saveClip("A", clip(2));
        history.save(burst("A", 1));

        assertThat(history.clip("A").map(SampleClip::size)).contains(2);
        assertThat(history.occupancy().clipBytes()).isEqualTo(CLIP_BYTES + 32);
    }

    @Test
    void aHistoryWithoutRoomIsRefused() {
        assertThatThrownBy(() -> new MemoryHistory(0, 0))
                .hasMessage("a history keeps 1 burst or more and 0 bytes of clips or more, not 0 and 0");
        assertThatThrownBy(() -> history.bursts(ALL, 0, null)).hasMessage("a page holds 1 burst or more, not 0");
    }

    private List<String> asked(
            @Nullable Integer since,
            @Nullable Integer until,
            @Nullable String target,
            @Nullable String signal,
            @Nullable String app,
            @Nullable Boolean hidden) {
        BurstQuery query = new BurstQuery(
                since == null ? null : START.plusSeconds(since),
                until == null ? null : START.plusSeconds(until),
                target,
                signal,
                app,
                hidden);
        return ids(history.bursts(query, 10, null));
    }

    private static List<String> ids(Page page) {
        return page.bursts().stream().map(BurstRecord::id).toList();
    }

    private static SampleClip clip(int size) {
        return new SampleClip(new long[size], new long[size], new double[size], new double[size]);
    }

    private static BurstRecord burst(String id, int second) {
        return burst(id, second, START.plusSeconds(second + 1));
    }

    private static BurstRecord burst(String id, int second, @Nullable Instant end) {
        return record(id, "node-1", "cpu", second, end, false, null);
    }

    private static BurstRecord record(
            String id,
            String target,
            String signal,
            int second,
            @Nullable Instant end,
            boolean hidden,
            @Nullable String deploy) {
        Verdict.Decision decision = deploy == null ? Verdict.Decision.UNEXPLAINED : Verdict.Decision.CAUSED;
        return new BurstRecord(
                id,
                target,
                signal,
                "",
                START.plusSeconds(second),
                end,
                end == null ? null : 1.0,
                1,
                1,
                1,
                0.2,
                10,
                false,
                false,
                List.of(new BurstRecord.Coarse("60s/rate[5m]/60s", 60, "rate", 300, 60, 0.4, 0.3, 0.2, hidden)),
                new BurstRecord.VerdictRecord(deploy, List.of(), 0.8, decision.id(), List.of(), List.of()));
    }
}
