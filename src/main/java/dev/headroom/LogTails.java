// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.deploys.log.LogTail;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Follows the logs of deploys while the service runs, once a second on one thread; none where no file is named. */
final class LogTails implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LogTails.class);
    private static final long INTERVAL_SECONDS = 1;
    private static final long CLOSE_SECONDS = 2;

    private final List<LogTail> tails;
    private @Nullable ScheduledExecutorService thread;

    LogTails(List<LogTail> tails) {
        this.tails = List.copyOf(tails);
    }

    @Override
    public void start() {
        if (tails.isEmpty()) {
            return;
        }
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("headroom-deploy-logs").factory());
        thread.scheduleWithFixedDelay(this::poll, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private void poll() {
        for (LogTail tail : tails) {
            try {
                tail.poll();
            } catch (RuntimeException e) {
                // one file's failure must not end the following of all
                LOG.error("a log of deploys cannot be followed, trying again", e);
            }
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        running.shutdown();
        try {
            if (!running.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                running.shutdownNow();
            }
            for (LogTail tail : tails) {
                tail.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("a log of deploys could not be closed: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
