// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.ReportCheck;
import dev.headroom.deploys.log.LogTail;
import dev.headroom.identity.TimeOrderedId;
import dev.headroom.intake.IntakeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ways in which word of deploys is pushed: who may, and which logs are followed. */
@Configuration(proxyBeanMethods = false)
class IntakeWiring {
    /** Where headers may replace the address of the sender, the address proves nothing. */
    @Bean
    IntakeSettings intakeSettings(HeadroomProperties properties, ServerProperties server) {
        DeploysProperties deploys = properties.deploys();
        boolean addressIsReal = server.getForwardHeadersStrategy() == ForwardHeadersStrategy.NONE;
        return new IntakeSettings(
                new ConfiguredSecrets(deploys),
                deploys.trustLoopback() && addressIsReal,
                InstantSource.system(),
                System::nanoTime);
    }

    @Bean
    LogTails logTails(HeadroomProperties properties, DeployInbox inbox) {
        DeploysProperties deploys = properties.deploys();
        if (deploys.logFiles().isEmpty()) {
            return new LogTails(List.of());
        }
        Path positions = properties.history().directory(System.getenv(), System.getProperty("user.home"));
        try {
            Files.createDirectories(positions);
        } catch (IOException e) {
            throw BadConfiguration.value("headroom.history.directory", positions, e);
        }
        ReportCheck check = new ReportCheck(InstantSource.system());
        return new LogTails(deploys.logFiles().stream()
                .map(file -> new LogTail(
                        Path.of(file), positions.resolve(positionName(file)), inbox, check, InstantSource.system()))
                .toList());
    }

    /** A name for each file, whatever its path. */
    private static String positionName(String file) {
        return "log-" + TimeOrderedId.of(0, Path.of(file).toAbsolutePath().toString()) + ".position";
    }
}
