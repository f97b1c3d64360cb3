// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.detection.BurstEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/** Writes one line a burst when it has ended, and one when a deploy is found to have caused it. */
final class BurstLog {
    private static final Logger LOG = LoggerFactory.getLogger("headroom.bursts");

    @EventListener
    void closed(BurstEvent.Closed event) {
        LOG.info("{}", BurstSentence.of(event.burst()));
    }

    @EventListener
    void judged(Judged event) {
        Verdict verdict = event.verdict();
        if (verdict.deploy() != null) {
            LOG.info(
                    "{} of {}: {} by deploy {} (probability {}); id {}",
                    event.burst().key().kind().id(),
                    event.burst().key().target(),
                    verdict.decision().id(),
                    verdict.deploy(),
                    Math.round(verdict.probability() * 100) / 100.0,
                    event.burst().id());
        }
    }
}
