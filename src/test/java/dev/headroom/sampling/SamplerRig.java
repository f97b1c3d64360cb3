// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The ticks of one sampler, driven by a test on its own thread and clock: a source that "hangs" lets time pass inside its read and
 * has the rig run the other lane's ticks from there.
 */
final class SamplerRig implements Lanes, AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(100);

    final SamplerClocks clocks = new SamplerClocks();
    final Timeline timeline = new Timeline(clocks, clocks.wall());
    final List<Integer> replacedLanes = new ArrayList<>();
    boolean otherAlive = true;
    private final Object pipelineLock = new Object();
    private final TickGrid grid;
    private final Ticks ticks;
    private final Logger logger = (Logger) LoggerFactory.getLogger(Sampler.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private long nextIndex;

    SamplerRig(Source... sources) {
        this(INTERVAL, sources);
    }

    SamplerRig(Duration interval, Source... sources) {
        grid = new TickGrid(clocks.getAsLong(), interval.toNanos());
        SamplerLog log = new SamplerLog("here", line -> {
            if (Thread.holdsLock(pipelineLock)) {
                throw new AssertionError("logged under the pipeline lock");
            }
            line.run();
        });
        ticks = new Ticks(
                "here", grid, List.of(sources), new SamplerSource.Nowhere(), pipelineLock, timeline, log, this);
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    /** Runs so many ticks, each at its time, or at once where that has passed: as two threads that wake in order would. */
    void run(int count) {
        for (int i = 0; i < count; i++) {
            long index = nextIndex++;
            clocks.passNanos(Math.max(0, grid.at(index) - clocks.getAsLong()));
            tick(index);
        }
    }

    /** Runs the tick of this number now: false when its thread must end. */
    boolean tick(long index) {
        nextIndex = Math.max(nextIndex, index + 1);
        return ticks.tick((int) (index % 2), index);
    }

    /** The time on the timeline at which this tick is due. */
    long timeOf(long index) {
        return timeline.nanosAt(grid.at(index));
    }

    SamplerStatus status() {
        return ticks.status();
    }

    SamplerStatus.SourceStatus status(Source source) {
        return status().sources().stream()
                .filter(state -> state.name().equals(source.name()))
                .findFirst()
                .orElseThrow();
    }

    /** What was logged so far, each line with its level. */
    Stream<String> lines() {
        return appender.list.stream().map(event -> event.getLevel() + " " + event.getFormattedMessage());
    }

    @Override
    public boolean isOtherAlive(int lane) {
        return otherAlive;
    }

    @Override
    public void replaceOther(int lane) {
        replacedLanes.add(1 - lane);
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
    }
}
