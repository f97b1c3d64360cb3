// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import dev.headroom.realparts.ControlPlane;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The kinds of the Prometheus operator: our own short ones, or with {@code -Dheadroom.crds=FOLDER} those of a folder. */
final class OperatorKinds {
    private static final List<String> KINDS = List.of("servicemonitors", "podmonitors", "prometheusrules");

    private OperatorKinds() {}

    /** Defines them, and waits until objects of them are taken. */
    static void define(ControlPlane controlPlane) throws Exception {
        String folderOfReal = System.getProperty("headroom.crds");
        if (folderOfReal == null) {
            try (InputStream own = OperatorKinds.class.getResourceAsStream("crds.yaml")) {
                controlPlane.apply(new String(Objects.requireNonNull(own).readAllBytes(), StandardCharsets.UTF_8));
            }
        } else {
            for (String kind : KINDS) {
                controlPlane.apply(Files.readString(Path.of(folderOfReal, "monitoring.coreos.com_" + kind + ".yaml")));
            }
        }
        for (String kind : KINDS) {
            controlPlane.kubectl(
                    "wait", "--for=condition=Established", "--timeout=30s", "crd/" + kind + ".monitoring.coreos.com");
        }
    }
}
