// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said in more than one file of config/ is the same in each. With -Ddocs.write=true the chart's copies are made anew. */
class ShippedFilesTest {
    private static final String PORT = "19847";

    /** A port of a listener, a container or a Service, whatever its number. */
    private static final Pattern PORTS = Pattern.compile(
            "(?m)(?:containerPort|\\bport|targetPort|server\\.port)[:=]\\s*\"?(\\d{2,5})\\b|\"port\"\\s+(\\d{2,5})\\b"
                    + "|^EXPOSE\\s+(\\d+)|(?:localhost|headroom|127\\.0\\.0\\.1|host\\.docker\\.internal):(\\d{4,5})\\b");

    /** Of Prometheus, Alertmanager and Grafana beside it. */
    private static final List<String> OTHERS = List.of("9090", "9093", "3000");

    @Test
    void thePortIsTheSameWhereverItIsWritten() throws IOException {
        Map<String, List<String>> ports = new TreeMap<>();
        List<Path> files = Stream.concat(shipped(), Stream.of(Path.of("src/main/resources/application.yaml")))
                .toList();
        for (Path file : files) {
            List<String> found = PORTS.matcher(Files.readString(file))
                    .results()
                    .map(match -> Stream.of(match.group(1), match.group(2), match.group(3), match.group(4))
                            .filter(java.util.Objects::nonNull)
                            .findFirst()
                            .orElseThrow())
                    .filter(port -> !OTHERS.contains(port))
                    .distinct()
                    .toList();
            if (!found.isEmpty()) {
                ports.put(file.toString(), found);
            }
        }

        assertThat(ports)
                .containsKeys(
                        "config/application.yaml",
                        "config/kustomize/base/headroom-service.yaml",
                        "config/helm/headroom/values.yaml",
                        "config/helm/headroom/templates/_pod.tpl",
                        "src/main/resources/application.yaml");
        assertThat(ports).allSatisfy((file, found) -> assertThat(found).as(file).containsExactly(PORT));
    }

    @Test
    void thePortIsNeitherOfTheControlPlaneNorOneThatTheKernelOrServicesGiveAway() {
        int port = Integer.parseInt(PORT);

        assertThat(port).isGreaterThan(10_259).isLessThan(30_000);
    }

    @Test
    void theVersionIsTheProjects() throws IOException {
        String version = Manifests.projectVersion();

        assertThat(Files.readString(HelmChart.FOLDER.resolve("Chart.yaml")))
                .contains("\nversion: " + version + "\n")
                .contains("\nappVersion: " + version + "\n");
        for (String overlay : List.of("network", "host")) {
            assertThat(Manifests.CONFIG.resolve("kustomize/overlays/" + overlay + "/kustomization.yaml"))
                    .content()
                    .contains("newTag: " + version + "\n");
        }
    }

    @Test
    void theChartsRulesAreTheShippedRules() throws IOException {
        assertSame(Path.of("alerts/headroom.rules.yaml"), HelmChart.FOLDER.resolve("files/headroom.rules.yaml"));
    }

    @Test
    void theChartsDashboardsAreTheShippedDashboards() throws IOException {
        Path source = Path.of("grafana/dashboards");
        Path copies = HelmChart.FOLDER.resolve("files/dashboards");
        for (Path dashboard : jsonIn(source)) {
            assertSame(dashboard, copies.resolve(dashboard.getFileName()));
        }
        assertThat(namesIn(copies)).isEqualTo(namesIn(source));
    }

    @Test
    void eachObjectOfTheKustomizationsHasAFileOfItsName() throws IOException {
        List<String> noObjects = List.of("kustomization.yaml", "application.yaml");
        List<Path> files;
        try (Stream<Path> all = Files.walk(Kustomization.SHIPPED)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !noObjects.contains(file.getFileName().toString()))
                    .toList();
        }

        assertThat(files)
                .hasSizeGreaterThan(5)
                .allSatisfy(file -> assertThat(Manifests.read(file))
                        .singleElement()
                        .satisfies(object -> assertThat(file.getFileName())
                                .hasToString(Manifests.name(object) + "-"
                                        + Character.toLowerCase(
                                                Manifests.kind(object).charAt(0))
                                        + Manifests.kind(object).substring(1)
                                        + ".yaml")));
    }

    private static void assertSame(Path source, Path copy) throws IOException {
        String expected = Files.readString(source);
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(copy.toAbsolutePath().getParent());
            Files.writeString(copy, expected);
        }
        assertThat(copy).hasContent(expected);
    }

    private static List<Path> jsonIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String namesIn(Path folder) throws IOException {
        return jsonIn(folder).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.joining(" "));
    }

    /** The files of config/ and of the image that are text of ours, not copies of what is tested elsewhere. */
    private static Stream<Path> shipped() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Manifests.CONFIG)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(HelmChart.FOLDER.resolve("files"))
                            && !file.startsWith(HelmChart.FOLDER.resolve("ci"))
                            && !file.endsWith(Path.of("launcher/headroom")))
                    .toList();
        }
        return Stream.concat(files.stream(), Stream.of(Path.of("Dockerfile"))).filter(Files::isRegularFile);
    }
}
