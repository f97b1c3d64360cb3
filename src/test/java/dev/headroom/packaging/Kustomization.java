// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import dev.headroom.realparts.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An overlay with some of the components, as a user combines them: in a kustomization of their own. */
record Kustomization(String overlay, List<String> components) {
    /** Where the shipped ones lie. */
    static final Path SHIPPED = Manifests.CONFIG.resolve("kustomize");

    /** The objects that kubectl makes of it, with the user's kustomization below a folder. */
    String build(ControlPlane controlPlane, Path folder) throws Exception {
        Path own = own(folder);
        StringBuilder text = new StringBuilder(
                        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ")
                .append(from(own, SHIPPED.resolve("overlays").resolve(overlay)))
                .append("\ncomponents:\n");
        for (String component : components) {
            text.append("  - ")
                    .append(from(own, SHIPPED.resolve("components").resolve(component)))
                    .append('\n');
        }
        return build(controlPlane, own, (components.isEmpty() ? text.append("  []\n") : text).toString());
    }

    /** The objects that kubectl makes of the one in docs/install.md, with it below a folder. */
    static String buildGuides(ControlPlane controlPlane, Path folder) throws Exception {
        Path own = own(folder);
        return build(controlPlane, own, InstallGuide.kustomization(from(own, Path.of(""))));
    }

    private static Path own(Path folder) throws IOException {
        return Files.createTempDirectory(folder, "kustomization-");
    }

    private static String build(ControlPlane controlPlane, Path own, String kustomization) throws Exception {
        Files.writeString(own.resolve("kustomization.yaml"), kustomization);
        return controlPlane.kubectl("kustomize", own.toString());
    }

    private static Path from(Path own, Path there) throws IOException {
        return own.toRealPath().relativize(there.toRealPath());
    }
}
