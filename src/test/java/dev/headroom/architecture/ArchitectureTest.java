// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped classes and their unit tests against {@link HouseRules}. */
class ArchitectureTest {
    private static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("__"))
            .importPackages("dev.headroom");

    @Test
    void nothingStartsAChildProcess() {
        HouseRules.NO_CHILD_PROCESSES.check(SHIPPED);
    }

    @Test
    void nothingAsksTheWallClock() {
        HouseRules.NO_WALL_CLOCK.check(SHIPPED);
    }

    @Test
    void clocksAreChosenByTheWiringOnly() {
        HouseRules.CLOCKS_ARE_GIVEN.check(SHIPPED);
    }

    @Test
    void onlyTheEntryPointKnowsTheTerminal() {
        HouseRules.NO_STANDARD_STREAMS.check(SHIPPED);
    }

    @Test
    void onlyTheEntryPointEndsTheProcess() {
        HouseRules.NO_EXIT_BELOW_THE_ENTRY_POINT.check(SHIPPED);
    }

    @Test
    void namesSayWhatAClassIs() {
        HouseRules.NAMES_SAY_WHAT_A_CLASS_IS.check(SHIPPED);
    }

    @Test
    void everyPackageIsNullMarked() {
        HouseRules.EVERY_PACKAGE_IS_NULL_MARKED.check(SHIPPED);
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryIsSeenByItsOwnPackageOnly(Library library) {
        library.confined().check(SHIPPED);
    }

    @Test
    void unitTestsDoNotSleep() {
        HouseRules.UNIT_TESTS_DO_NOT_SLEEP.check(new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .withImportOption(location -> !location.contains("/planted/"))
                .importPackages("dev.headroom"));
    }
}
