// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static dev.headroom.correlation.Given.burst;
import static dev.headroom.correlation.Given.deploy;
import static dev.headroom.correlation.Given.observed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.detection.Burst;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeployTotalsTest {
    @Test
    void onlyWhatIsCausedOrLikelyCounts() {
        List<Burst> bursts = List.of(burst(14), burst(30), burst(9_000));
        AttributionModel model = Attribution.fit(
                bursts,
                List.of(deploy("run", "mediawiki", 10, 100.0), deploy("quiet", "citoid", 5_000, 5_010.0)),
                observed(Duration.ofHours(3)));
        Map<String, DeployTotals> totals =
                DeployTotals.of(bursts.stream().collect(Collectors.toMap(Function.identity(), model::judge)));
        assertThat(totals).containsOnlyKeys("run");
        assertThat(totals.values()).singleElement().satisfies(run -> {
            assertThat(run.bursts()).isEqualTo(2);
            assertThat(run.saturatedSeconds()).isCloseTo(3.6, within(1e-9));
        });
    }
}
