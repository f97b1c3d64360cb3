// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import dev.headroom.api.LiveView;
import dev.headroom.api.ProcessCost;
import dev.headroom.api.ServiceDescription;
import dev.headroom.deploys.DeployBook;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.History;
import dev.headroom.history.HistoryStatus;
import dev.headroom.history.TemporaryHistory;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.FlightSettings;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.targets.TargetStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** What tests of the intake run: the API and the intake on a real port, over an inbox that can be made to fail. */
@EnableAutoConfiguration
@ComponentScan(basePackages = {"dev.headroom.api", "dev.headroom.intake"})
class IntakeServer {
    static final String TOKEN = "canary-token-0123456789abcdef";
    static final String SIGNING = "canary-secret-0123456789abcdef";

    /** Joins reports as the service does; keeps all of them in memory. */
    static final class Inbox implements DeployInbox {
        private final DeployBook book = new DeployBook();
        final AtomicLong asked = new AtomicLong();
        volatile boolean broken;

        @Override
        public synchronized Receipt accept(DeployReport report) throws DeployNotKeptException {
            asked.incrementAndGet();
            if (broken) {
                throw new DeployNotKeptException("the disk is full", new IOException("No space left on device"));
            }
            DeployBook.Change change = book.consider(report);
            book.apply(change);
            return new Receipt(change.deploy(), change.duplicate());
        }
    }

    @Bean
    Inbox inbox() {
        return new Inbox();
    }

    @Bean
    IntakeSettings intakeSettings() {
        Secrets secrets = new Secrets() {
            @Override
            public List<Secret> tokens() {
                return List.of(Secret.of(TOKEN));
            }

            @Override
            public List<Secret> signing(String channel) {
                return List.of(Secret.of(SIGNING));
            }
        };
        return new IntakeSettings(secrets, true, InstantSource.system(), System::nanoTime);
    }

    @Bean
    DetectionSettings detectionSettings() {
        return DetectionSettings.defaults();
    }

    @Bean
    ServiceDescription service() {
        return new ServiceDescription(
                "1.2.3", Instant.EPOCH, Duration.ofMillis(100), DetectionSettings.defaults(), null, true, null);
    }

    @Bean
    Supplier<HistoryStatus> historyStatus() {
        return () -> new HistoryStatus(true, 0, 0, 0, 0, 0, 0, false);
    }

    @Bean
    Supplier<ProcessCost> cost() {
        return () -> new ProcessCost(0.0, null);
    }

    /** Nothing is kept in it: only the API asks for one. */
    @Bean
    History history() {
        try {
            return TemporaryHistory.in(Files.createTempDirectory("intake"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    FlightRecorder recorder() throws IOException {
        return new FlightRecorder(
                new FlightSettings(Files.createTempDirectory("intake"), 1 << 24, Duration.ofMillis(10)), () -> 0);
    }

    @Bean
    LiveView live() {
        return new LiveView() {
            @Override
            public List<SignalStatus> signals() {
                return List.of();
            }

            @Override
            public List<SamplerStatus> samplers() {
                return List.of();
            }

            @Override
            public List<TargetStatus> servers() {
                return List.of();
            }

            @Override
            public Optional<SampleClip> clip(SignalKey key, long fromNanos, long toNanos) {
                return Optional.empty();
            }
        };
    }
}
