// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture.planted.offenders;

/** Looks like a unit test and sleeps; has no test method, so it is never run. */
public class SleepyTest {
    void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }
}
