// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import java.util.function.Consumer;

/**
 * The burst rule: a state machine over the samples of one signal.
 *
 * <p>A burst opens with the first saturated sample, goes on while samples stay at or above the exit threshold, and bridges dips and
 * holes of up to {@link #BRIDGED_NANOS}. Its edges lie inside the partly busy samples beside it: a sample of level {@code u}
 * between {@code outside} and {@code inside} was busy for the share {@code (u - outside) / (inside - outside)} of its time, where
 * inside is the mean of the adjoining run of saturated samples and outside the level of the sample beyond. Where nothing is known
 * beyond, or the sample beyond is saturated itself, the share is 0. It is reported when its estimated duration reaches the minimum.
 * A hole that is bridged is told as unobserved time of the burst; one right before its first sample or after its last means that it
 * may have been longer than is known.
 *
 * <p>The estimated time at or above the enter threshold is that of all saturated samples and of the shares on both sides of each
 * run of them; it is counted whether or not the burst is reported, so nothing saturated is lost.
 *
 * <p>Allocates only when a burst is reported. Not thread safe.
 */
final class BurstDetector {
    /** Dips below the exit threshold, and holes, of up to this length do not end a burst. */
    static final long BRIDGED_NANOS = 300_000_000L;

    private final Thresholds thresholds;
    private final long minNanos;
    private final Consumer<BurstShape> opened;
    private final Consumer<BurstShape> closed;
    private final Background background = new Background();
    private double saturatedSeconds;

    // The last two samples, as long as nothing is missing between them and now.
    private final Piece last = new Piece();
    private final Piece beforeLast = new Piece();
    private boolean afterHole;

    // The run of saturated samples that goes on now, or was the last one.
    private boolean inRun;
    private final Totals run = new Totals();
    private double runMean;
    private final Piece runNeighbour = new Piece();
    private final Piece runBeyond = new Piece();
    private final Piece successor = new Piece();
    private boolean awaitsTrailingShare;

    // The burst that goes on now.
    private boolean inBurst;
    private boolean announced;
    private boolean startIsFinal;
    private long onsetNanos;
    private long startNanos;
    private long lastHeldNanos;
    private double saturatedSecondsAtOnset;
    private boolean blindStart;
    private long unobservedNanos;
    private final Piece neighbour = new Piece();
    private final Piece beyond = new Piece();
    private final Totals own = new Totals();

    // What came since the last sample that held the burst.
    private boolean dipIsTooLong;
    private int dipPieces;
    private boolean blindEnd;
    private long dipUnobservedNanos;
    private final Totals dip = new Totals();
    private final Piece dipFirst = new Piece();
    private final Piece dipSecond = new Piece();
    private final Background dipBackground = new Background();

    /**
     * A detector for one signal.
     *
     * @param opened told once when a burst has lasted long enough to be reported
     * @param closed told once when it has ended
     */
    BurstDetector(Thresholds thresholds, long minNanos, Consumer<BurstShape> opened, Consumer<BurstShape> closed) {
        this.thresholds = thresholds;
        this.minNanos = minNanos;
        this.opened = opened;
        this.closed = closed;
    }

    /** The estimated time at or above the enter threshold so far, in bursts of whatever length. */
    double saturatedSeconds() {
        return saturatedSeconds;
    }

    /** The burst that goes on now, if it is long enough to be reported. */
    boolean isOpen() {
        return inBurst && announced;
    }

    /** The earliest instant the burst that goes on now may have started, or the instant given where none goes on. */
    long onsetOr(long nanos) {
        return !inBurst ? nanos : neighbour.known ? neighbour.startNanos : onsetNanos;
    }

    /** What can be said of the burst that goes on now; only where {@link #isOpen()}. */
    BurstShape open() {
        return shape(startNanos(), lastHeldNanos, true, false);
    }

    /**
     * Takes the next sample.
     *
     * @param level usage over capacity
     * @param usagePerSecond usage over its length
     */
    void sample(long startNanos, long endNanos, double level, double usagePerSecond, double capacity) {
        boolean saturated = thresholds.enter().reached(level, usagePerSecond);
        boolean holds = saturated || thresholds.exit().reached(level, usagePerSecond);
        if (last.known && last.endNanos != startNanos) {
            hole(last.endNanos, startNanos);
        }
        settleTrailingShare(level, saturated);
        if (inBurst && dipIsTooLong) {
            dipSecond.set(startNanos, endNanos, level, saturated);
            close();
        }
        double saturatedSecondsBefore = saturatedSeconds;
        if (saturated) {
            continueRun(startNanos, endNanos, level, capacity);
        } else if (inRun) {
            endRun();
            awaitsTrailingShare = true;
        }
        if (saturated && !inBurst) {
            openBurst(startNanos, saturatedSecondsBefore);
        }
        if (!inBurst) {
            background.add(startNanos, endNanos, level, capacity * 1e9 / (endNanos - startNanos));
        } else if (holds) {
            hold(startNanos, endNanos, level, capacity);
        } else {
            dip(startNanos, endNanos, level, capacity);
        }
        beforeLast.set(last);
        last.set(startNanos, endNanos, level, saturated);
        afterHole = false;
    }

    /** Takes time about which nothing is known. */
    void hole(long startNanos, long endNanos) {
        awaitsTrailingShare = false;
        if (inRun) {
            endRun();
        }
        last.forget();
        beforeLast.forget();
        afterHole = true;
        if (inBurst && !dipIsTooLong) {
            blindEnd |= dipPieces == 0;
            dipUnobservedNanos += endNanos - startNanos;
            dipPieces++;
            dipIsTooLong = endNanos - lastHeldNanos > BRIDGED_NANOS;
        }
        if (inBurst && dipIsTooLong) {
            close();
        }
    }

    /**
     * Ends the watching. A burst that goes on stays open (a recording ended) or ends now (the service stops).
     *
     * @param interrupted true where the burst is to be ended
     */
    void finish(boolean interrupted) {
        if (inRun) {
            endRun();
        }
        awaitsTrailingShare = false;
        if (!inBurst) {
            return;
        }
        if (dipIsTooLong) {
            close();
            return;
        }
        inBurst = false;
        if (announced || lastHeldNanos - startNanos() >= minNanos) {
            report(shape(startNanos(), lastHeldNanos, !interrupted, interrupted));
        }
    }

    private void continueRun(long startNanos, long endNanos, double level, double capacity) {
        if (!inRun) {
            inRun = true;
            run.clear();
            runNeighbour.forget();
            runBeyond.forget();
            if (last.known && !last.saturated) {
                runNeighbour.set(last);
                runBeyond.set(beforeLast);
            }
        }
        run.add(startNanos, endNanos, level, capacity);
        saturatedSeconds += (endNanos - startNanos) / 1e9;
    }

    private void endRun() {
        inRun = false;
        runMean = run.mean();
        if (runNeighbour.known) {
            saturatedSeconds += runNeighbour.shareInside(runMean, runBeyond) * runNeighbour.seconds();
        }
        if (inBurst && !startIsFinal) {
            startNanos = estimatedStart(runMean);
            startIsFinal = true;
        }
    }

    /** The sample after a run is partly the run's: how much, its own successor tells. */
    private void settleTrailingShare(double levelBeyond, boolean saturatedBeyond) {
        if (awaitsTrailingShare) {
            awaitsTrailingShare = false;
            successor.set(0, 0, levelBeyond, saturatedBeyond);
            saturatedSeconds += last.shareInside(runMean, successor) * last.seconds();
        }
    }

    private void openBurst(long onset, double saturatedSecondsBefore) {
        inBurst = true;
        announced = false;
        startIsFinal = false;
        onsetNanos = onset;
        blindStart = afterHole;
        unobservedNanos = 0;
        saturatedSecondsAtOnset = saturatedSecondsBefore;
        neighbour.set(runNeighbour);
        beyond.set(runBeyond);
        own.clear();
        clearDip();
    }

    private void hold(long startNanos, long endNanos, double level, double capacity) {
        own.add(dip);
        unobservedNanos += dipUnobservedNanos;
        clearDip();
        own.add(startNanos, endNanos, level, capacity);
        lastHeldNanos = endNanos;
        if (!announced && lastHeldNanos - startNanos() >= minNanos) {
            announced = true;
            opened.accept(open());
        }
    }

    private void dip(long startNanos, long endNanos, double level, double capacity) {
        if (dipPieces == 0) {
            dipFirst.set(startNanos, endNanos, level, false);
        } else if (dipPieces == 1) {
            dipSecond.set(startNanos, endNanos, level, false);
        }
        dipPieces++;
        dip.add(startNanos, endNanos, level, capacity);
        dipBackground.add(startNanos, endNanos, level, capacity * 1e9 / (endNanos - startNanos));
        dipIsTooLong = endNanos - lastHeldNanos > BRIDGED_NANOS;
        if (dipIsTooLong && dipPieces > 1) {
            close();
        }
    }

    private void clearDip() {
        dip.clear();
        dipPieces = 0;
        blindEnd = false;
        dipUnobservedNanos = 0;
        dipIsTooLong = false;
        dipFirst.forget();
        dipSecond.forget();
        dipBackground.clear();
    }

    private void close() {
        inBurst = false;
        double trailingShare = dipFirst.shareInside(runMean, dipSecond);
        long endNanos = lastHeldNanos + Math.round(trailingShare * (dipFirst.endNanos - dipFirst.startNanos));
        if (announced || endNanos - startNanos >= minNanos) {
            if (startNanos < onsetNanos && !background.isEmpty()) {
                background.endLastAt(startNanos, beyond.level);
            }
            report(shape(startNanos, endNanos, false, blindEnd));
            if (trailingShare > 0) {
                dipBackground.startFirstAt(endNanos, dipSecond.level);
            }
        } else {
            background.add(onsetNanos, lastHeldNanos, own.mean(), own.capacity / own.seconds);
        }
        background.addAll(dipBackground);
    }

    private void report(BurstShape shape) {
        if (!announced) {
            announced = true;
            opened.accept(shape);
        }
        closed.accept(shape);
    }

    private long startNanos() {
        return startIsFinal ? startNanos : estimatedStart(run.mean());
    }

    private long estimatedStart(double inside) {
        return onsetNanos
                - Math.round(neighbour.shareInside(inside, beyond) * (neighbour.endNanos - neighbour.startNanos));
    }

    private BurstShape shape(long startNanos, long endNanos, boolean open, boolean interrupted) {
        boolean beforeKnown = background.knownSeconds(startNanos) > 0;
        return new BurstShape(
                onsetNanos,
                startNanos,
                endNanos,
                open,
                interrupted || blindStart,
                own.peak,
                own.mean(),
                saturatedSeconds - saturatedSecondsAtOnset,
                beforeKnown,
                beforeKnown ? background.meanLevel(startNanos) : 0,
                beforeKnown ? background.meanCapacityPerSecond(startNanos) : 0,
                own.samples,
                own.coarse,
                unobservedNanos / 1e9);
    }
}
