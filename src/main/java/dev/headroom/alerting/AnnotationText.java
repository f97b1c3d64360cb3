// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** Puts bursts with their verdicts, and deploys, into the times, tags and words of annotations. */
final class AnnotationText {
    /** Grafana keeps no more of a tag's name and of its value. */
    private static final int MOST_TAG_CHARACTERS = 100;

    private final AlertSettings settings;
    private final KnownDeploys deploys;
    private final Function<Burst, String> sentence;

    /** @param sentence tells of a burst as a person would */
    AnnotationText(AlertSettings settings, KnownDeploys deploys, Function<Burst, String> sentence) {
        this.settings = settings;
        this.deploys = deploys;
        this.sentence = sentence;
    }

    Annotation of(Judged judged) {
        Burst burst = judged.burst();
        Verdict verdict = judged.verdict();
        List<String> tags = new ArrayList<>(List.of("headroom", "burst", Annotation.idTag(burst.id())));
        tag(tags, "target", burst.key().target());
        tag(tags, "signal", burst.key().kind().id());
        tag(tags, "device", burst.key().device());
        tag(tags, "verdict", verdict.decision().id());
        String text = HtmlUtils.htmlEscape(sentence.apply(burst)) + ". ";
        if (verdict.deploy() == null) {
            text += verdict.decision() == Verdict.Decision.PENDING
                    ? "No deploy explains it so far."
                    : "No deploy explains it.";
        } else {
            Deploy deploy = deploys.get(verdict.deploy());
            tag(tags, "deploy", verdict.deploy());
            tag(tags, "app", deploy == null ? null : deploy.app());
            text += "%s by %s (probability %s)."
                    .formatted(
                            verdict.decision() == Verdict.Decision.CAUSED ? "Caused" : "Likely caused",
                            link(settings.deployLink(verdict.deploy()), deploys.name(verdict.deploy())),
                            String.format(Locale.ROOT, "%.2f", verdict.probability()));
        }
        return new Annotation(
                burst.id(),
                millis(burst.startNanos()),
                millis(burst.endNanos()),
                tags,
                text + " " + link(settings.burstLink(burst.id()), "Samples and evidence"));
    }

    Annotation of(Deploy deploy) {
        List<String> tags = new ArrayList<>(List.of("headroom", "deploy", Annotation.idTag(deploy.id())));
        tag(tags, "source", deploy.source());
        tag(tags, "namespace", deploy.namespace());
        tag(tags, "app", deploy.app());
        tag(tags, "phase", deploy.phase().id());
        String by = deploy.actor() == null ? "" : " by " + HtmlUtils.htmlEscape(deploy.actor());
        return new Annotation(
                deploy.id(),
                deploy.startedAt().toEpochMilli(),
                deploy.finishedAt() == null ? null : deploy.finishedAt().toEpochMilli(),
                tags,
                "Deploy %s%s: %s."
                        .formatted(
                                link(settings.deployLink(deploy.id()), KnownDeploys.name(deploy)),
                                by,
                                deploy.phase().id()));
    }

    private static void tag(List<String> tags, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            tags.add(name + ":"
                    + (value.length() <= MOST_TAG_CHARACTERS ? value : value.substring(0, MOST_TAG_CHARACTERS)));
        }
    }

    private static String link(String address, String text) {
        return "<a href=\"%s\">%s</a>".formatted(HtmlUtils.htmlEscape(address), HtmlUtils.htmlEscape(text));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
