// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.replay.PlayedRecording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * The service over a recording: the same parts, with the recording in place of the host and its clock in place of the wall's. Nothing of
 * what is configured for the real service here is read (its history, its targets, whom it alerts): only what the command line says.
 */
final class RecordingService {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingService.class);

    private RecordingService() {}

    /** Starts it; it runs until the process is told to end. */
    static void start(PlayedRecording recording) {
        Path history = temporaryDirectory();
        SpringApplication.getShutdownHandlers().add(() -> delete(history));
        // classes made ahead of time know the parts of the real service only
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
        SpringApplication application = new SpringApplication(HeadroomApplication.class);
        application.setEnvironment(new OwnEnvironment(history));
        application.addInitializers(context -> register(context, recording));
        application.run(recording.serviceArguments().toArray(String[]::new));
    }

    private static void register(ConfigurableApplicationContext context, PlayedRecording recording) {
        context.getBeanFactory().registerSingleton("playedRecording", recording);
        context.getBeanFactory()
                .registerSingleton(
                        "clock",
                        new RecordingClock(System::nanoTime, recording.from(), recording.at(), recording.speed()));
    }

    /** Neither the process's environment nor its system properties nor any file but the program's own. */
    private static final class OwnEnvironment extends StandardEnvironment {
        OwnEnvironment(Path history) {
            getPropertySources()
                    .addLast(new MapPropertySource(
                            "recording",
                            Map.of(
                                    "spring.config.location", "classpath:/",
                                    "headroom.host.enabled", "false",
                                    "headroom.history.directory", history.toString())));
        }

        @Override
        protected void customizePropertySources(MutablePropertySources sources) {
            // none of the usual ones
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("headroom-recording-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory can be made for what is found in the recording", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", directory, e.toString());
        }
    }
}
