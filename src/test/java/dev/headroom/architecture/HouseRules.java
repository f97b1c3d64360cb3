// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodReference;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** What no class of the program may do, whichever module it is in. {@link ModulesTest} has the rules of who may use whom. */
final class HouseRules {
    private static final String ROOT = "dev.headroom";

    /** The JDK's own ways to ask what time it is, by declaring class. */
    private static final Map<String, Set<String>> WALL_CLOCKS = Map.of(
            System.class.getName(), Set.of("currentTimeMillis"),
            Instant.class.getName(), Set.of("now"),
            LocalDate.class.getName(), Set.of("now"),
            LocalDateTime.class.getName(), Set.of("now"),
            OffsetDateTime.class.getName(), Set.of("now"),
            ZonedDateTime.class.getName(), Set.of("now"),
            Date.class.getName(), Set.of("<init>"));

    private static final Map<String, Set<String>> CLOCK_FACTORIES = Map.of(
            System.class.getName(), Set.of("nanoTime"),
            InstantSource.class.getName(), Set.of("system"),
            Clock.class.getName(), Set.of("systemUTC", "systemDefaultZone", "system"));

    static final ArchRule NO_CHILD_PROCESSES = noClasses()
            .should()
            .accessTargetWhere(ownedBy(Set.of("java.lang.ProcessBuilder"))
                    .or(target(Map.of("java.lang.Runtime", Set.of("exec")), "Runtime.exec")))
            .because("a monitor that forks loads the host it watches; everything is read from the kernel directly");

    static final ArchRule NO_WALL_CLOCK = noClasses()
            .should()
            .accessTargetWhere(target(WALL_CLOCKS, "the wall clock"))
            .because(
                    "the wall clock steps: intervals are monotonic nanoseconds, timestamps come from an injected InstantSource");

    static final ArchRule CLOCKS_ARE_GIVEN = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .accessTargetWhere(target(CLOCK_FACTORIES, "a clock of the system")
                    .and(not(describe("handed on by reference", JavaMethodReference.class::isInstance)))
                    .and(not(describe(
                            "in a factory named system()",
                            access -> access.getOrigin().getName().equals("system")))))
            .because(
                    "a clock is handed on by who wires, never asked where time is used, so that tests move it by hand");

    static final ArchRule NO_STANDARD_STREAMS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .accessTargetWhere(target(Map.of(System.class.getName(), Set.of("out", "err")), "standard output or error")
                    .or(describe(
                            "printStackTrace",
                            access -> access.getTargetOwner().isAssignableTo(Throwable.class)
                                    && access.getTarget().getName().equals("printStackTrace"))))
            .because(
                    "commands write to the writers they are given and the service logs; only the entry point knows the terminal");

    static final ArchRule NO_EXIT_BELOW_THE_ENTRY_POINT = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .accessTargetWhere(target(
                    Map.of(System.class.getName(), Set.of("exit"), Runtime.class.getName(), Set.of("exit", "halt")),
                    "the exit of the process"))
            .because("a command returns its exit code, so that a test can call it");

    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .because("such a name collects whatever has no home");

    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
            classes().should(liveInANullMarkedPackage()).because("NullAway checks only what is marked");

    static final ArchRule UNIT_TESTS_DO_NOT_SLEEP = noClasses()
            .that()
            .haveSimpleNameEndingWith("Test")
            .should()
            .accessTargetWhere(target(Map.of(Thread.class.getName(), Set.of("sleep")), "Thread.sleep"))
            .because("a test that waits for time to pass is slow and fails on a busy machine; move the injected clock");

    private HouseRules() {}

    private static DescribedPredicate<JavaAccess<?>> target(
            Map<String, Set<String>> membersByOwner, String description) {
        return describe(
                description,
                access -> membersByOwner
                        .getOrDefault(access.getTargetOwner().getName(), Set.of())
                        .contains(access.getTarget().getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> ownedBy(Set<String> owners) {
        return describe(
                "a member of " + owners,
                access -> owners.contains(access.getTargetOwner().getName()));
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item,
                        marked,
                        item.getName() + ": package " + item.getPackageName() + " has no @NullMarked package-info"));
            }
        };
    }
}
