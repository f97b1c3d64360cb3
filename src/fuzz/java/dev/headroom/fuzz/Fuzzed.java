// SPDX-License-Identifier: Apache-2.0
package dev.headroom.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks what Jazzer runs, for as long as {@code -Dfuzz.duration} says. One a class: Jazzer runs one in each virtual machine. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@FuzzTest(maxDuration = "${fuzz.duration}")
public @interface Fuzzed {}
