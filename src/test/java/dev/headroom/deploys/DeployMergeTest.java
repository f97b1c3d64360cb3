// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeployMergeTest {
    private static final Instant NOON = Instant.parse("2024-05-28T12:00:00Z");

    @Test
    void theRolloutsUnderAScapRunAreItsChildren() {
        assertThat(parents(
                        report("scap", "run", "mediawiki", 0, 420),
                        report("kubernetes", "mw-web", "mediawiki", 60, 200),
                        report("kubernetes", "mw-api", "mediawiki", 90, 300)))
                .containsOnly(Map.entry("mw-web", "run"), Map.entry("mw-api", "run"));
    }

    @Test
    void twoDeploysOfOneSourceAreNeverParentAndChildUnasked() {
        assertThat(parents(
                        report("kubernetes", "mw-web", "mediawiki", 0, 300),
                        report("kubernetes", "mw-api", "mediawiki", 10, 200)))
                .isEmpty();
    }

    @Test
    void anotherAppOrAnotherTimeIsNoChild() {
        assertThat(parents(
                        report("scap", "run", "mediawiki", 0, 100),
                        report("kubernetes", "late", "mediawiki", 101, 200),
                        report("kubernetes", "other", "citoid", 10, 50),
                        report("kubernetes", "nameless", null, 10, 50)))
                .isEmpty();
    }

    @Test
    void ofTwoThatStartTogetherTheLongerIsTheParent() {
        assertThat(parents(report("kubernetes", "web", "shop", 0, 60), report("scap", "run", "shop", 0, 300)))
                .containsOnly(Map.entry("web", "run"));
    }

    @Test
    void aRunningParentAdoptsForTenMinutesAndNoLonger() {
        assertThat(parents(
                        report("scap", "run", "shop", 0, null),
                        report("kubernetes", "within", "shop", 590, 620),
                        report("helm", "without", "shop", 630, 640)))
                .containsOnly(Map.entry("within", "run"));
    }

    @Test
    void aNamedParentDecidesWhateverTheAppAndTime() {
        assertThat(parents(
                        report("scap", "run", "mediawiki", 0, 100),
                        named(report("kubernetes", "web", "mediawiki", 10, 50), "umbrella"),
                        report("helm", "umbrella", "platform", 5000, 5100)))
                .containsOnly(Map.entry("web", "umbrella"));
    }

    @Test
    void parentsThatNameEachOtherDoNotMakeACircle() {
        assertThat(parents(named(report("scap", "a", null, 0, 1), "b"), named(report("scap", "b", null, 0, 1), "a")))
                .hasSize(1);
        assertThat(parents(named(report("scap", "a", null, 0, 1), "a"))).isEmpty();
    }

    @Test
    void aParentThatIsNotKnownIsNone() {
        assertThat(parents(named(report("scap", "a", null, 0, 1), "nowhere"))).isEmpty();
    }

    private static Map<String, String> parents(DeployReport... reports) {
        List<Deploy> deploys = DeployMerge.of(Arrays.asList(reports));
        Map<String, String> names = deploys.stream().collect(Collectors.toMap(Deploy::id, Deploy::externalId));
        return deploys.stream()
                .filter(deploy -> deploy.parent() != null)
                .collect(Collectors.toMap(Deploy::externalId, deploy -> names.get(deploy.parent())));
    }

    private static DeployReport named(DeployReport report, String parent) {
        return new DeployReport(
                report.source(),
                report.externalId(),
                null,
                null,
                null,
                null,
                report.app(),
                null,
                null,
                report.phase(),
                report.startedAt(),
                report.finishedAt(),
                null,
                parent,
                null);
    }

    private static DeployReport report(
            String source, String externalId, @Nullable String app, long startSeconds, @Nullable Integer endSeconds) {
        return new DeployReport(
                source,
                externalId,
                null,
                null,
                null,
                null,
                app,
                null,
                null,
                endSeconds == null ? Deploy.Phase.STARTED : Deploy.Phase.SUCCEEDED,
                NOON.plusSeconds(startSeconds),
                endSeconds == null ? null : NOON.plus(Duration.ofSeconds(endSeconds)),
                null,
                null,
                null);
    }
}
