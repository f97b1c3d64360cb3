// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployInbox.Receipt;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployRecords;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportCheck;
import dev.headroom.deploys.log.DeployLog;
import dev.headroom.deploys.webhook.Told;
import dev.headroom.deploys.webhook.WebhookSource;
import dev.headroom.intake.IntakeAnswer.ReceiptRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes in what was proven to come from who may write: reads it, checks all of it, then keeps it report by report. Thread safe.
 *
 * <p>When any of it cannot be kept for what it says, none of it is. When the history cannot be written midway, what came before is kept, and
 * sending all of it again changes nothing of that.
 */
final class Intake {
    private static final Duration HISTORY_WAIT = Duration.ofSeconds(5);

    private final DeployInbox inbox;
    private final ReportCheck check;
    private final InstantSource clock;
    private final DeployLog log = new DeployLog();

    Intake(DeployInbox inbox, InstantSource clock) {
        this.inbox = inbox;
        this.check = new ReportCheck(clock);
        this.clock = clock;
    }

    /** Canonical records. */
    IntakeAnswer records(byte[] json) {
        try {
            return keep(new Told(DeployRecords.read(json), null));
        } catch (InvalidDeployException e) {
            throw RefusedException.invalid(e);
        }
    }

    /** Lines of scap and helmfile. */
    IntakeAnswer lines(byte[] text) {
        try {
            List<DeployReport> reports = new ArrayList<>();
            int other = 0;
            for (String line : decoded(text).split("\r?\n")) {
                int before = reports.size();
                log.read(line, clock.instant()).ifPresent(reports::add);
                other += line.isBlank() || reports.size() > before ? 0 : 1;
            }
            return keep(new Told(reports, other == 0 ? null : other + " lines neither start nor end a deploy."));
        } catch (InvalidDeployException e) {
            throw RefusedException.invalid(e);
        }
    }

    private static String decoded(byte[] text) throws InvalidDeployException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw InvalidDeployException.unreadable("the text is not UTF-8; expected lines in UTF-8");
        }
    }

    /** What a webhook tells. */
    IntakeAnswer webhook(WebhookSource source, byte[] body, WebhookSource.Headers headers) {
        try {
            return keep(source.read(body, headers));
        } catch (InvalidDeployException e) {
            throw RefusedException.invalid(e);
        }
    }

    private IntakeAnswer keep(Told told) throws InvalidDeployException {
        check.check(told.reports());
        List<ReceiptRecord> receipts = new ArrayList<>(told.reports().size());
        for (DeployReport report : told.reports()) {
            receipts.add(keep(report));
        }
        return new IntakeAnswer(receipts, told.ignored());
    }

    private ReceiptRecord keep(DeployReport report) {
        try {
            Receipt receipt = inbox.accept(report);
            return new ReceiptRecord(
                    receipt.deploy().id(),
                    report.source(),
                    report.externalId(),
                    report.phase().id(),
                    receipt.duplicate());
        } catch (DeployNotKeptException e) {
            throw RefusedException.later(
                    Refusal.NOT_KEPT, "The history cannot be written now, so this was not kept.", HISTORY_WAIT, e);
        }
    }
}
