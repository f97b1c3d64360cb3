// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import java.util.List;

/**
 * d(u): how the disturbance of one change is spread over time. It integrates to 1, so that theta stays the bursts expected of one
 * deploy, however long it is.
 *
 * <p>A short deploy is a point. A long rollout is not: a burst in its sixth minute belongs to it as much as one in its first. Where
 * nobody counted the pods replaced per second, half of the disturbance is taken to come at the start (all objects are applied and
 * listed at once) and the other half evenly until the end; the end unknown, all of it at the start. A change that is told of as a
 * parent with children is the mean of them all.
 */
record Dose(List<Part> parts) {
    private static final double SHARE_AT_START = 0.5;

    /** A share of the dose, even over a span; a point where the span has no length. */
    private record Part(double startSeconds, double endSeconds, double share) {
        boolean isPoint() {
            return endSeconds <= startSeconds;
        }
    }

    Dose {
        parts = List.copyOf(parts);
    }

    /** The dose of a change, from the starts and ends of the deploys that describe it. */
    static Dose of(List<Deploy> members) {
        double each = 1.0 / members.size();
        return new Dose(members.stream()
                .flatMap(deploy -> partsOf(deploy, each).stream())
                .toList());
    }

    private static List<Part> partsOf(Deploy deploy, double share) {
        double start = Seconds.of(deploy.startedAt());
        double end = deploy.finishedAt() == null ? start : Seconds.of(deploy.finishedAt());
        if (end <= start) {
            return List.of(new Part(start, start, share));
        }
        return List.of(
                new Part(start, start, share * SHARE_AT_START), new Part(start, end, share * (1 - SHARE_AT_START)));
    }

    /** The end of the last part. */
    double endSeconds() {
        return parts.stream().mapToDouble(Part::endSeconds).max().orElseThrow();
    }

    /**
     * The dose by its age at a time: for each bin of lag, the share that was given that long before.
     *
     * @param atSeconds the onset of a burst
     * @param uncertaintySeconds how far the deploy's clock may be off: what is reported up to this much later than the onset counts
     *     as given at it
     * @param bins how many bins the lag has
     */
    double[] byAge(double atSeconds, double uncertaintySeconds, int bins) {
        double[] byAge = new double[bins];
        for (Part part : parts) {
            if (part.isPoint()) {
                double age = atSeconds - part.startSeconds();
                int bin = (int) (Math.max(age, 0) / LagDensity.BIN_SECONDS);
                if (age >= -uncertaintySeconds && bin < bins) {
                    byAge[bin] += part.share();
                }
                continue;
            }
            double perSecond = part.share() / (part.endSeconds() - part.startSeconds());
            double given = atSeconds; // the latest of the part whose age is in this bin
            for (int bin = 0; bin < bins; bin++) {
                double before = given - LagDensity.BIN_SECONDS;
                double overlap = Math.min(given, part.endSeconds()) - Math.max(before, part.startSeconds());
                byAge[bin] += perSecond * Math.max(overlap, 0);
                given = before;
            }
        }
        return byAge;
    }
}
