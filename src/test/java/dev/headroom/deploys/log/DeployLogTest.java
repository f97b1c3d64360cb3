// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of scap and helmfile, and the deploys they tell of. */
class DeployLogTest {
    private static final Instant NOON = Instant.parse("2024-05-28T12:00:00Z");
    private static final String START =
            "!log jayme@deploy1002 helmfile [eqiad] START helmfile.d/services/mw-web: apply";
    private static final String DONE = "!log jayme@deploy1002 helmfile [eqiad] DONE helmfile.d/services/mw-web: apply";
    private static final String SCAP_START =
            "!log tstarling@deploy1002 Started scap sync-world: Backport for [[gerrit:1035551]]";
    private static final String SCAP_DONE =
            "!log tstarling@deploy1002 Finished scap sync-world: Backport for [[gerrit:1035551]] (duration: 07m 12s)";

    private final DeployLog log = new DeployLog();

    private DeployReport read(String line, int second) {
        return log.read(line, NOON.plusSeconds(second)).orElseThrow(() -> new AssertionError(line));
    }

    @Test
    void helmfilesStartAndEndAreOneDeploy() {
        DeployReport start = read(START, 0);
        DeployReport end = read(DONE, 45);

        assertThat(start.source()).isEqualTo("helmfile");
        assertThat(start.externalId()).isEqualTo("helmfile eqiad/mw-web jayme@deploy1002 2024-05-28T12:00:00Z");
        assertThat(start.phase()).isEqualTo(Phase.STARTED);
        assertThat(start.cluster()).isEqualTo("eqiad");
        assertThat(start.namespace()).isEqualTo("mw-web");
        assertThat(start.app()).isEqualTo("mw-web");
        assertThat(start.actor()).isEqualTo("jayme@deploy1002");
        assertThat(end.externalId()).isEqualTo(start.externalId());
        assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(end.startedAt()).isEqualTo(NOON);
        assertThat(end.finishedAt()).isEqualTo(NOON.plusSeconds(45));
    }

    @Test
    void scapIsADeployOfMediaWiki() {
        DeployReport start = read(SCAP_START, 0);
        DeployReport end = read(SCAP_DONE, 432);

        assertThat(start.source()).isEqualTo("scap");
        assertThat(start.app()).isEqualTo("mediawiki");
        assertThat(start.name()).isEqualTo("sync-world");
        assertThat(start.revision()).isEqualTo("Backport for [[gerrit:1035551]]");
        assertThat(end.externalId()).isEqualTo(start.externalId());
        assertThat(end.finishedAt()).isEqualTo(NOON.plusSeconds(432));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-05-28T09:15:30Z !log ",
                "2024-05-28T11:15:30+02:00 ",
                "2024-05-28 09:15:30 !log ",
                "2024-05-28 09:15:30,000 INFO: ",
                "[2024-05-28 09:15:30 UTC] <logmsgbot> !log ",
                "2024-05-28T09:15:30.000+0000 deploy1002 logmsgbot[17]: !log ",
            })
    void aTimeBeforeTheLineIsItsTime(String prefix) {
        assertThat(read(prefix + START.substring(5), 0).startedAt()).isEqualTo(Instant.parse("2024-05-28T09:15:30Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "jayme@deploy1002: helmfile [codfw] START helmfile.d/services/mobileapps: apply, codfw, mobileapps",
        "jayme@deploy1002 helmfile [staging] START helmfile.d/services/tegola-vector-tiles: sync, staging, tegola-vector-tiles",
        "jayme@deploy1002 helmfile [staging-codfw] START helmfile.d/admin 'apply'., staging-codfw, admin",
        "jayme@deploy1002 helmfile [eqiad] START ../../services/a.b: apply, eqiad, a.b",
    })
    void theFormsInUseAreRead(String line, String cluster, String app) {
        DeployReport report = read(line, 0);

        assertThat(report.cluster()).isEqualTo(cluster);
        assertThat(report.app()).isEqualTo(app);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!log akosiaris: migrate kubemaster1002 to ganeti1037",
                "!log jayme@deploy1002 helmfile [eqiad] START helmfile.d/services/mw-web: diff",
                "!log jayme@deploy1002 helmfile [eqiad] STARTED helmfile.d/services/mw-web: apply",
                "!log jayme@deploy1002 helmfile START helmfile.d/services/mw-web: apply",
                "12:23:11 Command '['helmfile', '-e', 'eqiad', '--selector', 'name=main', 'apply']' returned non-zero exit status 1.",
                "!log tstarling@deploy1002 Started something else: scap",
                "a@b",
                "@ @ @",
            })
    void otherLinesTellOfNoDeploy(String line) {
        assertThat(log.read(line, NOON)).isEmpty();
    }

    @Test
    void aLineWithATimeIsTheSameDeployHoweverOftenItIsRead() {
        String start = "2024-05-28T12:00:00Z " + START;
        String done = "2024-05-28T12:00:45Z " + DONE;

        DeployReport first = read(start, 0);
        DeployReport end = read(done, 1);

        assertThat(read(start, 100)).isEqualTo(first);
        assertThat(new DeployLog().read(start, NOON.plusSeconds(7))).contains(first);
        assertThat(read(done, 200)).isEqualTo(end);
    }

    @Test
    void aLineWithoutATimeIsTheSameDeployUntilThatHasEnded() {
        DeployReport first = read(START, 0);
        assertThat(read(START, 3)).isEqualTo(first);
        DeployReport end = read(DONE, 45);
        assertThat(read(DONE, 46)).isEqualTo(end);

        DeployReport second = read(START, 60);
        assertThat(second.externalId()).isNotEqualTo(first.externalId());
        assertThat(read(DONE, 90).externalId()).isEqualTo(second.externalId());
    }

    @Test
    void pairsAreKeptApartByHostEnvironmentServiceAndUser() {
        DeployReport one = read(START, 0);
        assertThat(read(DONE.replace("eqiad", "codfw").replace("DONE", "START"), 1)
                        .externalId())
                .isNotEqualTo(one.externalId());
        assertThat(log.read(DONE.replace("jayme", "cdanis"), NOON.plusSeconds(2)))
                .isEmpty();
        assertThat(log.read(DONE.replace("deploy1002", "deploy2002"), NOON.plusSeconds(2)))
                .isEmpty();
        assertThat(log.read(DONE.replace("mw-web", "mw-api"), NOON.plusSeconds(2)))
                .isEmpty();
        assertThat(read(DONE, 3).externalId()).isEqualTo(one.externalId());
    }

    @Test
    void anEndWithoutAStartIsADeployOnlyWhereItTellsItsLength() {
        assertThat(log.read(DONE, NOON)).isEmpty();

        DeployReport end = read(SCAP_DONE, 0);
        assertThat(end.startedAt()).isEqualTo(NOON.minusSeconds(432));
        assertThat(end.finishedAt()).isEqualTo(NOON);
    }

    @Test
    void anEndOfYesterdaysStartIsNotPaired() {
        read(START, 0);

        assertThat(log.read(DONE, NOON.plusSeconds(86_400))).isEmpty();
    }

    @Test
    void afterARestartAnEndFindsItsStart() {
        DeployReport start = read(START, 0);
        DeployLog restarted = new DeployLog();
        restarted.restore(log.open());

        Optional<DeployReport> end = restarted.read(DONE, NOON.plusSeconds(45));

        assertThat(end.map(DeployReport::externalId)).contains(start.externalId());
        assertThat(restarted.open()).isEmpty();
    }

    @Test
    void startsWithoutNumberTakeABoundedRoom() {
        for (int service = 0; service < 5_000; service++) {
            read(START.replace("mw-web", "service-" + service), service);
        }
        assertThat(log.open()).hasSize(1_000);
    }

    @Test
    void aLineMadeToHurtIsReadQuickly() {
        for (int times : new int[] {1_000, 30_000}) {
            String spaces = " ".repeat(times);
            assertThat(log.read("a@b " + "x@y ".repeat(times), NOON)).isEmpty();
            assertThat(log.read("a@b Started scap sync: " + spaces + "(duration: " + spaces, NOON)
                            .isPresent())
                    .isEqualTo(times == 1_000);
            assertThat(log.read("a@b helmfile [e] START " + "a/".repeat(times) + "!", NOON))
                    .isEmpty();
        }
    }
}
