// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A report being put together by whoever reads a source, with what the source tells. Not thread safe. */
public final class ReportDraft {
    private static final int LONGEST_FREE_TEXT = 200;

    private final String source;
    private final String externalId;
    private final Deploy.Phase phase;
    private final Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable String cluster;
    private @Nullable String namespace;
    private @Nullable String kind;
    private @Nullable String name;
    private @Nullable String app;
    private @Nullable String revision;
    private @Nullable String actor;
    private @Nullable Double clockUncertaintySeconds;

    public ReportDraft(String source, String externalId, Deploy.Phase phase, Instant startedAt) {
        this.source = source;
        this.externalId = externalId;
        this.phase = phase;
        this.startedAt = startedAt;
    }

    public ReportDraft finishedAt(@Nullable Instant time) {
        finishedAt = time;
        return this;
    }

    public ReportDraft in(@Nullable String clusterName, @Nullable String namespaceName) {
        cluster = clusterName;
        namespace = namespaceName;
        return this;
    }

    public ReportDraft object(@Nullable String objectKind, @Nullable String objectName) {
        kind = objectKind;
        name = objectName;
        return this;
    }

    public ReportDraft app(@Nullable String appName) {
        app = appName;
        return this;
    }

    /** What was deployed; free text, which is cleaned: a deploy is not lost for the name of a branch. */
    public ReportDraft revision(@Nullable String text) {
        revision = freeText(text);
        return this;
    }

    /** Who deployed it; free text, which is cleaned. */
    public ReportDraft actor(@Nullable String text) {
        actor = freeText(text);
        return this;
    }

    public ReportDraft clockUncertaintySeconds(double seconds) {
        clockUncertaintySeconds = seconds;
        return this;
    }

    private static @Nullable String freeText(@Nullable String text) {
        if (text == null) {
            return null;
        }
        StringBuilder clean = new StringBuilder();
        PlainText.cleaned(text).codePoints().limit(LONGEST_FREE_TEXT).forEach(clean::appendCodePoint);
        return clean.toString().isBlank() ? null : clean.toString().strip();
    }

    /** The report as it stands. */
    public DeployReport report() {
        return new DeployReport(
                source,
                externalId,
                cluster,
                namespace,
                kind,
                name,
                app,
                revision,
                actor,
                phase,
                startedAt,
                finishedAt,
                null,
                null,
                clockUncertaintySeconds);
    }
}
