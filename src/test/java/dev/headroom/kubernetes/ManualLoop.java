// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time is moved by hand; what is due runs while it moves. */
final class ManualLoop implements EventLoop {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::order));
    private long nanos;
    private long order;

    private record Task(long atNanos, long order, Runnable work) {}

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public Timer after(Duration delay, Runnable work) {
        Task task = new Task(nanos + Math.max(0, delay.toNanos()), order++, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    /** Lets so much time pass. */
    void pass(Duration time) {
        long until = nanos + time.toNanos();
        while (!tasks.isEmpty() && tasks.element().atNanos() <= until) {
            Task task = tasks.remove();
            nanos = task.atNanos();
            task.work().run();
        }
        nanos = until;
    }
}
