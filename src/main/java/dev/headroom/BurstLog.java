// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.detection.BurstEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/** Writes one line a burst, when it has ended. */
final class BurstLog {
    private static final Logger LOG = LoggerFactory.getLogger("headroom.bursts");

    @EventListener
    void closed(BurstEvent.Closed event) {
        LOG.info("{}", BurstSentence.of(event.burst()));
    }
}
