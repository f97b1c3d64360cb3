// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to what was posted and kept.
 *
 * @param receipts one for each report in it, in their order
 * @param ignored why some or all of it tells of no deploy; null when all of it does
 */
public record IntakeAnswer(
        List<ReceiptRecord> receipts, @Nullable String ignored) {
    public IntakeAnswer {
        receipts = List.copyOf(receipts);
    }

    /**
     * What became of one report.
     *
     * @param deploy the id of the deploy it tells of
     * @param phase the phase it tells of
     * @param duplicate true when it told nothing new
     */
    public record ReceiptRecord(String deploy, String source, String externalId, String phase, boolean duplicate) {}

    /** True when any of it was new. */
    boolean isNew() {
        return receipts.stream().anyMatch(receipt -> !receipt.duplicate());
    }

    /** The same as it is told to whoever sends the same again. */
    IntakeAnswer repeated() {
        return new IntakeAnswer(
                receipts.stream()
                        .map(receipt -> new ReceiptRecord(
                                receipt.deploy(), receipt.source(), receipt.externalId(), receipt.phase(), true))
                        .toList(),
                ignored);
    }
}
