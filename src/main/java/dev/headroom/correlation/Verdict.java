// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which deploy, if any, a burst is attributed to, and why.
 *
 * @param deploy the id of the likeliest deploy; null when the burst is unexplained
 * @param group the ids of the deploys that started within 30 s of it, itself included: they are judged together
 * @param probability what the group explains of the burst, 0 to 1; given for unexplained bursts too
 * @param decision how sure that is
 * @param evidence the reasons, a sentence each
 * @param rivals the other explanations, likeliest first
 */
public record Verdict(
        @Nullable String deploy,
        List<String> group,
        double probability,
        Decision decision,
        List<String> evidence,
        List<Rival> rivals) {

    /** Of a burst that goes on. */
    public static final Verdict BURST_GOES_ON = pending("The burst goes on: it is judged once it has ended.");

    /** Of a burst that nobody has judged yet. */
    public static final Verdict BURST_JUST_ENDED = pending("It has only just ended and is being judged.");

    /** How sure a verdict is. */
    public enum Decision {
        /** Probability 0.7 or more. */
        CAUSED("caused"),
        /** Probability 0.5 to 0.7. */
        LIKELY("likely"),
        /** Probability under 0.5: no deploy explains it. */
        UNEXPLAINED("unexplained"),
        /** Deploys may still be reported: the window is open. */
        PENDING("pending");

        private final String id;

        Decision(String id) {
            this.id = id;
        }

        /** The public name. */
        public String id() {
            return id;
        }
    }

    /**
     * Another explanation.
     *
     * @param deploy the id of another deploy, or null
     * @param name what else it is ("background", "hourly at :05"), or null where a deploy is named
     * @param probability its share, 0 to 1
     */
    public record Rival(@Nullable String deploy, @Nullable String name, double probability) {}

    public Verdict {
        group = List.copyOf(group);
        evidence = List.copyOf(evidence);
        rivals = List.copyOf(rivals);
    }

    private static Verdict pending(String evidence) {
        return new Verdict(null, List.of(), 0, Decision.PENDING, List.of(evidence), List.of());
    }

    /** The verdict where no deploy is known of. */
    public static Verdict unexplained(String evidence) {
        return new Verdict(null, List.of(), 0, Decision.UNEXPLAINED, List.of(evidence), List.of());
    }
}
