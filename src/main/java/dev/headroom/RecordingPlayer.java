// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.LiveAttribution;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployTelling;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.replay.PlayedRecording;
import dev.headroom.replay.RecordingException;
import dev.headroom.replay.RecordingPace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Plays a recording in the service, in place of everything else that is watched: readings, word of deploys and the settling of verdicts in
 * the order of their times, each when the recording's clock has come to it. One after the other on one thread, so that what is found does
 * not depend on the speed. After the last reading the clock goes on until every verdict is final, and then stands still.
 */
final class RecordingPlayer implements SmartLifecycle, RecordingPace {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingPlayer.class);
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    /** Few enough for the recorder to hold, so that it loses none at any speed. */
    private static final int TIMES_A_WRITE = 100;

    private final PlayedRecording recording;
    private final RecordingClock clock;
    private final LivePipeline pipeline;
    private final DeployInbox deploys;
    private final FlightRecorder recorder;
    private final LongConsumer waiter;
    private final Deque<DeployTelling> untold;
    private long settledNanos = Long.MIN_VALUE;
    private long timesPlayed;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    /**
     * @param clock everybody's
     * @param pipeline takes the readings
     * @param deploys takes word of deploys
     * @param recorder is made to write before it is full
     * @param waiter waits for at most so many nanoseconds, shorter when the thread is interrupted
     */
    RecordingPlayer(
            PlayedRecording recording,
            RecordingClock clock,
            LivePipeline pipeline,
            DeployInbox deploys,
            FlightRecorder recorder,
            LongConsumer waiter) {
        this.recording = recording;
        this.clock = clock;
        this.pipeline = pipeline;
        this.deploys = deploys;
        this.recorder = recorder;
        this.waiter = waiter;
        this.untold = new ArrayDeque<>(recording.deploys());
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("headroom-recording").start(this::play);
    }

    /** Plays it from its beginning until every verdict is final. */
    void play() {
        clock.start();
        try {
            recording.play(pipeline::recordedTarget, this);
            pipeline.recordingEnded();
            waitForVerdicts();
            recorder.write();
            LOG.info("The recording has ended, at {}. What was found stays to be seen until Ctrl-C.", recording.to());
        } catch (InterruptedIOException stopped) {
            LOG.debug("the service stops in the middle of the recording", stopped);
        } catch (IOException | RecordingException e) {
            if (running) {
                LOG.error(
                        "The recording cannot be played any further: {}. What was found until {} stays to be seen.",
                        e.getMessage(),
                        clock.instant());
            }
        }
    }

    @Override
    public void at(long timeNanos, Runnable push) throws InterruptedIOException {
        goOnTo(timeNanos);
        pipeline.recorded(push);
        if (++timesPlayed % TIMES_A_WRITE == 0) {
            recorder.write();
        }
    }

    private void waitForVerdicts() throws InterruptedIOException {
        long lastNanos = RecordingClock.nanos(recording.to());
        long seconds = LiveAttribution.WINDOW.toSeconds();
        for (long second = 1; second <= seconds; second++) {
            goOnTo(lastNanos + second * SECOND_NANOS);
        }
    }

    /** Tells what is to be told until then, and waits for that time. */
    private void goOnTo(long timeNanos) throws InterruptedIOException {
        DeployTelling next = untold.peek();
        while (next != null && RecordingClock.nanos(next.at()) <= timeNanos) {
            comeTo(Math.max(RecordingClock.nanos(next.at()), RecordingClock.nanos(recording.from())));
            tell(next);
            untold.remove();
            next = untold.peek();
        }
        comeTo(timeNanos);
    }

    private void comeTo(long timeNanos) throws InterruptedIOException {
        for (long left = clock.untilNanos(timeNanos); left > 0; left = clock.untilNanos(timeNanos)) {
            waiter.accept(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("stopped at " + clock.instant());
            }
        }
        if (timeNanos - settledNanos >= SECOND_NANOS || settledNanos == Long.MIN_VALUE) {
            settledNanos = timeNanos;
            pipeline.timePassed();
        }
    }

    private void tell(DeployTelling telling) {
        try {
            deploys.accept(telling.report());
        } catch (DeployNotKeptException e) {
            LOG.warn("{}; the recording goes on without it", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        Thread playing = thread;
        if (playing != null) {
            playing.interrupt();
            try {
                playing.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
