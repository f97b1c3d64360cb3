// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.sampling.SignalKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts an episode into the labels and words of an alert. */
final class AlertText {
    /** Not a name of one of the shipped rules, so that what is pushed can be told from what they raise. */
    static final String NAME = "HeadroomBurst";

    private static final String SUMMARY = "A part of the control plane has no headroom left.";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final AlertSettings settings;
    private final KnownDeploys deploys;

    AlertText(AlertSettings settings, KnownDeploys deploys) {
        this.settings = settings;
        this.deploys = deploys;
    }

    /** @param running the deploys that run now */
    Alert alert(SignalKey key, Episode episode, boolean firing, List<Deploy> running) {
        String link = settings.burstLink(episode.longest().id());
        String deploy = deploy(episode, running);
        Map<String, String> annotations = new HashMap<>();
        annotations.put("summary", SUMMARY);
        annotations.put("description", description(key, episode) + " Deploy: " + deploy + ".");
        annotations.put(Alert.DEPLOY, deploy);
        annotations.put("runbook_url", settings.runbook());
        annotations.put("burst_url", link);
        Verdict named = episode.named();
        if (named != null && named.deploy() != null) {
            annotations.put("deploy_url", settings.deployLink(named.deploy()));
        }
        return new Alert(
                labels(key),
                instant(episode.startNanos()),
                firing ? null : instant(episode.endNanos()),
                annotations,
                link);
    }

    private Map<String, String> labels(SignalKey key) {
        Map<String, String> labels = new HashMap<>();
        labels.put("severity", "warning");
        labels.putAll(settings.labels());
        labels.put("alertname", NAME);
        labels.put("target", key.target());
        labels.put("signal", key.kind().id());
        if (!key.device().isEmpty()) {
            labels.put("device", key.device());
        }
        return labels;
    }

    private static String description(SignalKey key, Episode episode) {
        String device = key.device().isEmpty() ? "" : " " + key.device();
        String bursts = episode.bursts() == 1
                ? "in one burst"
                : String.format(
                        Locale.ROOT,
                        "in %d bursts, the longest of %.1f s,",
                        episode.bursts(),
                        episode.longest().durationSeconds());
        return String.format(
                Locale.ROOT,
                "%s%s of %s was saturated for %.1f s %s since %s (peak %.0f%%)%s.",
                key.kind().id(),
                device,
                key.target(),
                episode.saturatedSeconds(),
                bursts,
                TIME.format(instant(episode.startNanos())),
                episode.peak() * 100,
                episode.isOpen() ? " and still is" : "");
    }

    private String deploy(Episode episode, List<Deploy> running) {
        Verdict named = episode.named();
        if (named != null && named.deploy() != null) {
            return String.format(
                    Locale.ROOT,
                    "%s %s it (probability %.2f)",
                    deploys.name(named.deploy()),
                    named.decision() == Verdict.Decision.CAUSED ? "caused" : "likely caused",
                    named.probability());
        }
        if (!running.isEmpty()) {
            return running.stream().map(KnownDeploys::name).collect(Collectors.joining(", ", "", " running now"))
                    + ", no verdict names one yet";
        }
        return episode.judged() ? "none explains it" : "none known, no verdict yet";
    }

    private static Instant instant(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
