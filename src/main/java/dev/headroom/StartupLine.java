// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.replay.PlayedRecording;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in the log, once it runs, what is watched and where to look. */
@Component
class StartupLine {
    private static final Logger LOG = LoggerFactory.getLogger("headroom");

    private final HeadroomProperties properties;
    private final Optional<PlayedRecording> recording;
    private final ServerProperties server;
    private final BuildProperties build;

    StartupLine(
            HeadroomProperties properties,
            Optional<PlayedRecording> recording,
            ServerProperties server,
            BuildProperties build) {
        this.properties = properties;
        this.recording = recording;
        this.server = server;
        this.build = build;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        LOG.info("{}", line(event.getApplicationContext().getEnvironment()));
    }

    private String line(Environment environment) {
        String watched = recording.map(StartupLine::played).orElseGet(this::sampled);
        String port = environment.getProperty("local.server.port");
        if (port == null) {
            return "Headroom " + build.getVersion() + " " + watched;
        }
        InetAddress address = server.getAddress();
        String url = "http://" + authority(address) + ":" + port;
        return "Headroom " + build.getVersion() + " " + watched + ". Bursts: " + url + "/api/v1/bursts, metrics: " + url
                + "/metrics" + reach(address);
    }

    private static String played(PlayedRecording recording) {
        String begins = recording.at().equals(recording.from()) ? "" : " from " + recording.at() + " on";
        String speed = recording.speed() == 1 ? "" : ", %s times as fast".formatted(recording.speed());
        return "plays %s (%s to %s)%s%s".formatted(recording.file(), recording.from(), recording.to(), begins, speed);
    }

    private String sampled() {
        HeadroomProperties.Host host = properties.host();
        return host.enabled()
                ? "samples " + ServiceConfiguration.target(host) + " every "
                        + properties.sampling().interval().toMillis() + " ms"
                : "samples nothing (headroom.host.enabled is false)";
    }

    private static String authority(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress()) {
            return "localhost";
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    private static String reach(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress()
                ? ", from this machine only (server.address=0.0.0.0 lets others connect)"
                : "";
    }
}
