// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import dev.headroom.HeadroomApplication;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** Who may use whom, as each module's package-info says. */
class ModulesTest {
    @Test
    void everyModuleUsesOnlyWhatItsPackageInfoAllows() {
        ApplicationModules.of(HeadroomApplication.class).verify();
    }

    @Test
    void everyModuleStatesItsAllowedDependencies() {
        assertThat(ApplicationModules.of(HeadroomApplication.class))
                .allSatisfy(module -> assertThat(module.getBasePackage().getAnnotation(ApplicationModule.class))
                        .as("@ApplicationModule of %s", module.getBasePackage().getName())
                        .isPresent()
                        .get()
                        .extracting(annotation -> annotation.allowedDependencies().length == 1
                                && ApplicationModule.OPEN_TOKEN.equals(
                                        annotation.allowedDependencies()[0]))
                        .as("%s allows everything", module.getBasePackage().getName())
                        .isEqualTo(false));
    }

    @Test
    void aModuleThatUsesWhatItMayNotIsFound() {
        ApplicationModules planted =
                ApplicationModules.of("dev.headroom.architecture.planted.modules", new ImportOption.OnlyIncludeTests());

        assertThatThrownBy(planted::verify).hasMessageContaining("'upper'").hasMessageContaining("'lower'");
    }
}
