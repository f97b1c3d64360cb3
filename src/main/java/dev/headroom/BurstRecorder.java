// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstEvent;
import dev.headroom.detection.BurstListener;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.sampling.SampleClip;

/** Keeps what detection finds as soon as it is found, and passes it on to be judged and published. Never waits. */
final class BurstRecorder implements BurstListener {
    private final History history;
    private final Verdicts verdicts;
    private final Facts facts;

    BurstRecorder(History history, Verdicts verdicts, Facts facts) {
        this.history = history;
        this.verdicts = verdicts;
        this.facts = facts;
    }

    @Override
    public void opened(Burst burst) {
        facts.publish(new BurstEvent.Opened(burst));
    }

    @Override
    public void closed(Burst burst) {
        history.save(BurstRecord.of(burst, Verdict.BURST_JUST_ENDED));
        verdicts.burstClosed(burst);
        facts.publish(new BurstEvent.Closed(burst));
    }

    @Override
    public void surrounded(Burst burst, SampleClip clip) {
        history.saveClip(burst.id(), clip);
    }

    @Override
    public void settled(Burst burst) {
        verdicts.coarseSettled(burst);
        facts.publish(new BurstEvent.Settled(burst));
    }
}
