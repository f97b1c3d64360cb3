// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.headroom.architecture.planted.bare.Unmarked;
import dev.headroom.architecture.planted.offenders.Offender;
import dev.headroom.architecture.planted.offenders.OffenderManager;
import dev.headroom.architecture.planted.offenders.SleepyTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule finds the offender planted for it: a rule that cannot fail protects nothing. */
class HouseRulesTest {
    @Test
    void aChildProcessIsFoundHoweverItIsStarted() {
        assertFound(HouseRules.NO_CHILD_PROCESSES, Offender.class, "ProcessBuilder", "Runtime.exec");
    }

    @Test
    void theWallClockIsFoundCalledOrReferenced() {
        assertFound(HouseRules.NO_WALL_CLOCK, Offender.class, "currentTimeMillis", "Instant.now", "LocalDateTime.now");
    }

    @Test
    void aClockOfTheSystemIsFoundBelowTheWiring() {
        assertFound(HouseRules.CLOCKS_ARE_GIVEN, Offender.class, "nanoTime", "InstantSource.system");
    }

    @Test
    void standardStreamsAreFoundBelowTheEntryPoint() {
        assertFound(HouseRules.NO_STANDARD_STREAMS, Offender.class, "System.out", "System.err", "printStackTrace");
    }

    @Test
    void anExitIsFoundBelowTheEntryPoint() {
        assertFound(HouseRules.NO_EXIT_BELOW_THE_ENTRY_POINT, Offender.class, "System.exit");
    }

    @Test
    void aNameThatCollectsWhateverHasNoHomeIsFound() {
        assertFound(HouseRules.NAMES_SAY_WHAT_A_CLASS_IS, OffenderManager.class, "OffenderManager");
    }

    @Test
    void aPackageWithoutNullMarkedIsFound() {
        assertFound(HouseRules.EVERY_PACKAGE_IS_NULL_MARKED, Unmarked.class, "planted.bare");
    }

    @Test
    void aUnitTestThatSleepsIsFound() {
        assertFound(HouseRules.UNIT_TESTS_DO_NOT_SLEEP, SleepyTest.class, "Thread.sleep");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FABRIC8")
    void aLibraryOutsideItsPackageIsFound(Library library) {
        assertFound(library.confined(), Offender.class, library.packagePrefix());
    }

    private static void assertFound(ArchRule rule, Class<?> planted, String... details) {
        JavaClasses classes = new ClassFileImporter().importClasses(planted);

        assertThat(rule.evaluate(classes).getFailureReport().toString()).contains(details);
    }
}
