// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** A library, by the prefix of its packages, and the only modules that may see it. */
enum Library {
    FABRIC8("io.fabric8", "kubernetes"),
    OSHI("oshi", "procfs"),
    PICOCLI("picocli", "replay"),
    PROMETHEUS_CLIENT("io.prometheus", "metrics"),
    SQL("java.sql", "history"),
    FOREIGN_MEMORY("java.lang.foreign", "procfs"),
    JACKSON("tools.jackson", "alerting", "api", "deploys", "history", "kubernetes", "replay");

    private final String packagePrefix;
    private final String[] homes;

    Library(String packagePrefix, String... modules) {
        this.packagePrefix = packagePrefix;
        this.homes = Stream.of(modules)
                .map(module -> "dev.headroom." + module + "..")
                .toArray(String[]::new);
    }

    String packagePrefix() {
        return packagePrefix;
    }

    /** The rule that no other package sees this library. */
    ArchRule confined() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packagePrefix + "..")
                .because(packagePrefix + " can then be replaced by changing " + String.join(", ", homes));
    }
}
