// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.Limit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRunsTest {
    private static final long BASE_NANOS = RecordedHost.START_NANOS;

    private final ByteWriter bytes = new ByteWriter();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverASinkIsToldIsReadBackAsItWas(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            SampleEvents told = random(random, 1 + random.nextInt(60));
            assertThat(readBack(told)).usingRecursiveComparison().isEqualTo(trimmed(told));
        }
    }

    @Test
    void fractionsThatNoKernelCountsAreKeptToHalfABillionth() throws Exception {
        Random random = new Random(11);
        SampleEvents told = new SampleEvents(1);
        for (int i = 0; i < 500; i++) {
            told.sample(BASE_NANOS + i * 100, BASE_NANOS + i * 100 + 100, random.nextDouble() * 1000, 1.0 / 3);
        }

        SampleEvents read = readBack(told);

        for (int i = 0; i < told.size; i++) {
            assertThat(read.usage[i]).isCloseTo(told.usage[i], within(0.5e-9 + 1e-12));
            assertThat(read.capacity[i]).isCloseTo(told.capacity[i], within(0.5e-9 + 1e-12));
        }
    }

    @Test
    void numbersThatAreNoneOrBeyondAllMeasureAreKeptBitByBit() throws Exception {
        SampleEvents told = new SampleEvents(1);
        double[] strange = {Double.NaN, Double.POSITIVE_INFINITY, 1e300, Double.MIN_VALUE, 0x1p60, 0};
        for (int i = 0; i < strange.length; i++) {
            told.sample(BASE_NANOS + i, BASE_NANOS + i + 1, strange[i], strange[strange.length - 1 - i]);
        }

        SampleEvents read = readBack(told);

        assertThat(read.usage).startsWith(strange);
        assertThat(read.capacity).startsWith(0, 0x1p60, Double.MIN_VALUE, 1e300, Double.POSITIVE_INFINITY, Double.NaN);
    }

    @Test
    void theCapacityThatFollowsFromTheLimitAndSharedTimesCostNothing() {
        SampleEvents told = new SampleEvents(1);
        for (int i = 0; i < 10; i++) {
            told.sample(BASE_NANOS + i * 100_000_000L, BASE_NANOS + (i + 1) * 100_000_000L, 0, 4 * 0.1);
        }
        SampleRuns runs = new SampleRuns();
        runs.beginBlock();
        runs.write(bytes, told, BASE_NANOS, 4);
        int first = bytes.size();
        assertThat(runs.wroteTimes()).isTrue();
        bytes.clear();
        runs.write(bytes, told, BASE_NANOS, 4);

        assertThat(runs.wroteTimes()).isFalse();
        assertThat(bytes.size()).isLessThan(first).isLessThanOrEqualTo(7);
    }

    @Test
    void bytesThatAreNoRunAreRefusedAndNeverReadBeyond() {
        Random random = new Random(5);
        byte[] noise = new byte[64];
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            random.nextBytes(noise);
            ByteReader reader = new ByteReader();
            reader.reset(noise, 0, random.nextInt(noise.length));
            SampleRuns runs = new SampleRuns();
            try {
                runs.read(reader, 0, Nothing.SINK);
            } catch (DamagedBlockException damaged) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(15_000);
    }

    @Test
    void aRunThatSharesTimesOfALostOneIsRefused() {
        SampleEvents told = new SampleEvents(1);
        told.sample(BASE_NANOS, BASE_NANOS + 1, 1, 1);
        SampleRuns runs = new SampleRuns();
        runs.beginBlock();
        runs.write(bytes, told, BASE_NANOS, 0);
        bytes.clear();
        runs.write(bytes, told, BASE_NANOS, 0);

        ByteReader reader = new ByteReader();
        reader.reset(bytes.array(), 0, bytes.size());
        assertThatThrownBy(() -> new SampleRuns().read(reader, BASE_NANOS, Nothing.SINK))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageContaining("shares times");
    }

    private SampleEvents readBack(SampleEvents told) throws DamagedBlockException {
        bytes.clear();
        SampleRuns writer = new SampleRuns();
        writer.beginBlock();
        writer.write(bytes, told, BASE_NANOS, 0);
        ByteReader reader = new ByteReader();
        reader.reset(bytes.array(), 0, bytes.size());
        SampleEvents read = new SampleEvents(told.size);
        new SampleRuns().read(reader, BASE_NANOS, read);
        return read;
    }

    private static SampleEvents trimmed(SampleEvents events) {
        SampleEvents exact = new SampleEvents(events.size);
        for (int i = 0; i < events.size; i++) {
            events.tell(i, exact);
        }
        return exact;
    }

    /** Samples, holes and limits in any order, with gaps, of counts, microseconds and nanoseconds; usage may exceed capacity. */
    private static SampleEvents random(Random random, int size) {
        SampleEvents events = new SampleEvents(1);
        long now = BASE_NANOS + random.nextInt(1_000_000) - 500_000;
        double limit = 0;
        int kind = 0;
        for (int i = 0; i < size; i++) {
            kind = random.nextInt(4) == 0 ? random.nextInt(6) : kind;
            if (random.nextInt(10) == 0) {
                now += random.nextLong(10_000_000_000L);
            }
            long end = now + 1 + (random.nextBoolean() ? 99_999_999 : random.nextLong(200_000_000));
            double usage = usage(random);
            switch (kind) {
                case 0 -> events.unlimited(now, end, usage);
                case 1 -> events.hole(now, end, usage);
                case 2 -> {
                    limit = random.nextBoolean() ? 1 + random.nextInt(64) : random.nextDouble() * 1e9;
                    events.limit(now, new Limit.Known(limit));
                    end = now;
                }
                case 3 -> {
                    limit = 0;
                    events.limit(now, new Limit.Unknown("\u00fcber"));
                    end = now;
                }
                case 4 -> events.sample(now, end, usage, usage(random));
                default -> events.sample(now, end, usage, limit * ((end - now) / 1e9));
            }
            now = end;
        }
        return events;
    }

    private static double usage(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1_000_000_000);
            case 2 -> random.nextInt(1_000_000) / 1e6;
            default -> random.nextInt(400_000_000) / 1e9;
        };
    }
}
