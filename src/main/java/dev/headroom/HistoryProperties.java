// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.history.HistoryLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where bursts and deploys are kept, and for how long.
 *
 * @param directory Directory of the embedded database, made with access for its owner alone; one Headroom at a time may use it. The user's state directory where nothing is set: the first of $STATE_DIRECTORY (systemd), $XDG_STATE_HOME/headroom and ~/.local/state/headroom, because that is where state belongs that has to outlive a restart.
 * @param url JDBC URL of a PostgreSQL to keep the history in instead, as jdbc:postgresql://db.example.net/headroom. Not set, because a file needs no server; what the URL sets itself (say sslmode) counts.
 * @param username User for that PostgreSQL. Not set, because the URL may name one, or the server trust the system's.
 * @param passwordFile File that holds the password for that PostgreSQL and nothing else. A file, because arguments and the environment are seen by others; it is read again at each connection, so that a password can be changed without a restart.
 * @param retention How long bursts and deploys are kept, 1h to 3650d. 400 days, so that a month can be compared with the same month of the year before.
 * @param maxSize How much the database may take on its disk, 16MB to 1TB; what arrived first is deleted first. 512MB holds some hundred thousand bursts with the samples around them.
 * @param flight the samples of every signal
 */
public record HistoryProperties(
        @Nullable String directory,
        @Nullable String url,
        @Nullable String username,
        @Nullable String passwordFile,
        @DefaultValue("400d") Duration retention,
        @DefaultValue("512MB") DataSize maxSize,
        @NestedConfigurationProperty @DefaultValue FlightProperties flight) {
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final DataSize SMALLEST = DataSize.ofMegabytes(16);
    private static final DataSize LARGEST = DataSize.ofTerabytes(1);

    public HistoryProperties {
        if (directory != null) {
            require(isPath(directory), "headroom.history.directory", directory);
        }
        if (url != null) {
            require(url.startsWith("jdbc:postgresql:"), "headroom.history.url", url);
        }
        if (passwordFile != null) {
            require(isPath(passwordFile), "headroom.history.password-file", passwordFile);
        }
        require(
                retention.compareTo(SHORTEST) >= 0 && retention.compareTo(LONGEST) <= 0,
                "headroom.history.retention",
                retention);
        require(
                maxSize.compareTo(SMALLEST) >= 0 && maxSize.compareTo(LARGEST) <= 0,
                "headroom.history.max-size",
                maxSize);
    }

    private static boolean isPath(String text) {
        // a question mark would begin the parameters of the database's own URL
        return !text.isBlank() && text.indexOf('\0') < 0 && text.indexOf('?') < 0;
    }

    /**
     * The directory that is configured, or the user's own.
     *
     * @param home the user's home directory
     */
    Path directory(Map<String, String> environment, String home) {
        return directory == null
                ? ofUser(environment, home)
                : Path.of(directory).toAbsolutePath();
    }

    private static Path ofUser(Map<String, String> environment, String home) {
        String systemd = environment.getOrDefault("STATE_DIRECTORY", "");
        if (!systemd.isBlank()) {
            return Path.of(systemd.split(":", 2)[0]);
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // the desktop's specification has relative paths ignored
        return state.startsWith("/") ? Path.of(state, "headroom") : Path.of(home, ".local", "state", "headroom");
    }

    HistoryLimits limits() {
        return new HistoryLimits(retention, maxSize.toBytes());
    }

    @Nullable
    Path passwordPath() {
        return passwordFile == null ? null : Path.of(passwordFile);
    }
}
