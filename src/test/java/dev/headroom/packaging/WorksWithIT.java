// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's table of what Headroom works with names the versions that the tests run, and those that the shipped files ask for. */
class WorksWithIT {
    @ParameterizedTest
    @CsvSource({"Prometheus,prometheus", "Alertmanager,alertmanager", "Kubernetes,kube-apiserver"})
    void itIsTestedAgainstTheVersionThatTheTestsRun(String row, String program) throws Exception {
        Answer answer = Answer.of(List.of(RealPart.require(program).toString(), "--version"));

        assertThat(answer.code()).as(answer.text()).isZero();
        assertThat(answer.text()).containsPattern("(?:version |v)" + Pattern.quote(testedAgainst(row) + "."));
    }

    @ParameterizedTest
    @CsvSource({"Prometheus,prometheus", "Alertmanager,alertmanager"})
    void theCompositionTakesTheVersionThatWasTested(String row, String service) throws IOException {
        assertThat(Composition.version(service)).isEqualTo(testedAgainst(row));
    }

    @Test
    void theChartAsksForTheOldestKubernetesThatIsNamed() throws IOException {
        String chart = Files.readString(HelmChart.FOLDER.resolve("Chart.yaml"));

        assertThat(row("Kubernetes"))
                .contains(group(chart, "kubeVersion: \">=(\\d+\\.\\d+)") + " or newer for the chart");
        assertThat(Files.readString(Path.of("docs/install.md")))
                .contains("Kubernetes " + group(chart, "kubeVersion: \">=(\\d+\\.\\d+)") + " or newer");
    }

    @Test
    void theDashboardsAreOfTheVersionThatIsNamed() throws IOException {
        String dashboard = Files.readString(Path.of("grafana/dashboards/headroom-overview.json"));

        assertThat(row("Grafana")).contains("version " + group(dashboard, "\"schemaVersion\": (\\d+)"));
    }

    private static String testedAgainst(String row) throws IOException {
        return group(row(row), "tested against (\\d+\\.\\d+)");
    }

    private static String row(String name) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        return group(readme.substring(readme.indexOf("\n## Works with\n")), "\n(\\| " + name + " \\|.*)");
    }

    private static String group(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern));
    }
}
