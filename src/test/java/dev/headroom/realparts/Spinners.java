// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real load: a thread on each CPU of this machine that does nothing but spin. */
public final class Spinners {
    private Spinners() {}

    /** Keeps all CPUs busy for so long. */
    public static void spinAllCores(Duration length) throws InterruptedException {
        long endNanos = System.nanoTime() + length.toNanos();
        List<Thread> spinners = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            spinners.add(Thread.ofPlatform().daemon().start(() -> {
                while (System.nanoTime() < endNanos) {
                    Thread.onSpinWait();
                }
            }));
        }
        for (Thread spinner : spinners) {
            spinner.join();
        }
    }
}
