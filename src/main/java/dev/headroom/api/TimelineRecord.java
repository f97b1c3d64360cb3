// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.flight.TimeColumns;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The answer of {@code GET /api/v1/timeline}: all signals over the same time, in the same columns.
 *
 * @param since where the first column begins
 * @param until where the last one ends
 * @param columnSeconds how wide each is
 * @param signals made as they are written: what all of them take at once would be too much
 */
record TimelineRecord(Instant since, Instant until, double columnSeconds, Stream<SignalRow> signals) {
    /**
     * One signal. Each list has a number a column, or null where nothing is known of it.
     *
     * @param unit of usage and limit
     * @param limit the limit as last known; null where none is, and for retransmits, which have none
     * @param utilisation whether min, mean and max are of the limit (for retransmits of the segments sent); else they are usage
     * @param min the lowest sample
     * @param mean of the time that samples cover
     * @param max the highest sample: no peak is averaged away
     * @param observed how much of the column samples cover, 0 to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of numbers, written once and never compared
    record SignalRow(
            String target,
            String signal,
            String device,
            String unit,
            @Nullable Double limit,
            boolean utilisation,
            @JsonSerialize(using = NumbersJson.class) double[] min,
            @JsonSerialize(using = NumbersJson.class) double[] mean,
            @JsonSerialize(using = NumbersJson.class) double[] max,
            @JsonSerialize(using = NumbersJson.class) double[] observed) {
        private static final double TEN_THOUSANDTHS = 1e4;

        /** @param limit null where it is not known by now */
        static SignalRow of(SignalKey key, TimeColumns columns, @Nullable Double limit) {
            Double known = limit == null && !Double.isNaN(columns.capacityPerSecond())
                    ? Double.valueOf(columns.capacityPerSecond())
                    : limit;
            boolean utilisation = columns.limited() || (columns.isEmpty() && known != null);
            return new SignalRow(
                    key.target(),
                    key.kind().id(),
                    key.device(),
                    key.kind().unit().id(),
                    key.kind() == SignalKind.TCP_RETRANSMIT ? null : known,
                    utilisation,
                    rounded(columns.lowest()),
                    rounded(columns.mean()),
                    rounded(columns.highest()),
                    rounded(columns.observed()));
        }

        private static double[] rounded(double[] numbers) {
            return Arrays.stream(numbers)
                    .map(number ->
                            Double.isNaN(number) ? number : Math.round(number * TEN_THOUSANDTHS) / TEN_THOUSANDTHS)
                    .toArray();
        }
    }
}
