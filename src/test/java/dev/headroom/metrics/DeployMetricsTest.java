// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.metrics.DeployFigures.Blamed;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeployMetricsTest {
    private static final Instant START = Instant.parse("2024-05-28T12:16:02.500Z");

    @Test
    void aDeployIsCalledByItsKindNamespaceAndName() throws IOException {
        assertThat(page(List.of(deploy("1", START, "shop", "Deployment", "web", "web")), List.of()))
                .contains(
                        "headroom_deploy_start_timestamp_seconds{app=\"web\",deploy=\"Deployment shop/web\"} 1.7168985625E9");
    }

    @Test
    void aDeployWithoutAKindIsCalledByWhoToldOfItAndItsApp() throws IOException {
        assertThat(page(
                        List.of(
                                deploy("1", START, null, null, null, "mediawiki"),
                                deploy("2", START, null, null, null, null)),
                        List.of()))
                .contains("{app=\"mediawiki\",deploy=\"scap mediawiki\"}")
                .contains("{app=\"\",deploy=\"scap\"}");
    }

    @Test
    void ofTwoDeploysThatAreCalledTheSameTheEarlierStartCounts() throws IOException {
        String page = page(
                List.of(
                        deploy("2", START.plusSeconds(60), null, null, "sync", "mediawiki"),
                        deploy("1", START, null, null, "sync", "mediawiki")),
                List.of());
        assertThat(page.lines().filter(line -> line.startsWith("headroom_deploy_start_timestamp_seconds{")))
                .singleElement()
                .asString()
                .endsWith(" 1.7168985625E9");
    }

    @Test
    void theBlameNamesTheSignalAndTheDeploy() throws IOException {
        Deploy deploy = deploy("1", START, null, null, "sync", "mediawiki");
        assertThat(page(List.of(deploy), List.of(new Blamed(Statuses.TRANSMIT, deploy, 0.98))))
                .contains("headroom_last_burst_blame_probability{app=\"mediawiki\",deploy=\"scap sync\","
                        + "device=\"eth0\",signal=\"network_transmit\",target=\"host-1\"} 0.98");
    }

    @Test
    void withoutDeploysThereIsNothing() throws IOException {
        assertThat(page(List.of(), List.of())).isEmpty();
    }

    private static Deploy deploy(
            String id,
            Instant start,
            @Nullable String namespace,
            @Nullable String kind,
            @Nullable String name,
            @Nullable String app) {
        return new Deploy(
                id,
                "scap",
                "run-" + id,
                "eqiad",
                namespace,
                kind,
                name,
                app,
                null,
                null,
                Phase.STARTED,
                start,
                null,
                null,
                null,
                0);
    }

    private static String page(List<Deploy> recent, List<Blamed> blamed) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(new DeployMetrics(
                new DeployFigures(List::of, List::of, () -> recent, () -> blamed, List::of, List::of, List::of)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExpositionFormats.init().findWriter("text/plain").write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }
}
