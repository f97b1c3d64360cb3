// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The shipped chart, rendered by Helm itself in this process. */
final class HelmChart {
    static final Path FOLDER = Manifests.CONFIG.resolve("helm/headroom");
    private static final String KUBERNETES = "1.36.3";
    private static final int SECONDS = 120;

    private final Helm helm;

    private HelmChart(Helm helm) {
        this.helm = helm;
    }

    /** Loads Helm; where the library is not made for this machine the test is skipped. */
    static HelmChart open() {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        Assumptions.assumeTrue("Linux amd64".equals(machine), "Helm as a library is not there for " + machine);
        return new HelmChart(new Helm(FOLDER));
    }

    /** What {@code helm lint --strict} complains of or advises. */
    List<String> lint() {
        return helm.lint().strict().call().getMessages();
    }

    /** The objects of a release called headroom, with the values of a file of {@code ci/}. */
    String render(Path values) {
        return inNamespace().withValuesFile(values).call();
    }

    /** The same with single values, by their paths. */
    String render(Map<String, Object> values) {
        TemplateCommand command = inNamespace();
        values.forEach(command::set);
        return command.call();
    }

    /** Installs it as docs/install.md says, in a namespace of its own name, and waits until its pods are ready. */
    Release install(Path kubeconfig, String name, Map<String, Object> values) {
        InstallCommand command = helm.install()
                .withKubeConfig(kubeconfig)
                .withName(name)
                .withNamespace(name)
                .createNamespace()
                .waitReady()
                .withTimeout(SECONDS);
        values.forEach(command::set);
        return command.call();
    }

    /** Changes values of a release, and waits until its new pods are ready. */
    Release upgrade(Path kubeconfig, String name, Map<String, Object> values) {
        UpgradeCommand command = helm.upgrade()
                .withKubeConfig(kubeconfig)
                .withName(name)
                .withNamespace(name)
                .reuseValues()
                .waitReady()
                .withTimeout(SECONDS);
        values.forEach(command::set);
        return command.call();
    }

    /** Takes a release away, but for its namespace. */
    static void uninstall(Path kubeconfig, String name) {
        Helm.uninstall(name).withKubeConfig(kubeconfig).withNamespace(name).call();
    }

    private TemplateCommand inNamespace() {
        return helm.template().withName("headroom").withNamespace("headroom").withKubeVersion(KUBERNETES);
    }

    /** The files with values, one for each feature. */
    static List<Path> features() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        }
    }
}
