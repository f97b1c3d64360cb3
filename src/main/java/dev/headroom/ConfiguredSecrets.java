// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.intake.Secret;
import dev.headroom.intake.Secrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets of the configuration and of the files it names. Thread safe. */
final class ConfiguredSecrets implements Secrets {
    private final DeploysProperties properties;
    private final @Nullable SecretFile tokens;
    private final @Nullable Path directory;
    private final Map<String, SecretFile> bySource = new ConcurrentHashMap<>();

    /** @throws BadConfiguration when a file that is named cannot be read now */
    ConfiguredSecrets(DeploysProperties properties) {
        this.properties = properties;
        this.tokens = properties.tokensFile() == null ? null : new SecretFile(Path.of(properties.tokensFile()));
        this.directory =
                properties.webhookSecretsDirectory() == null ? null : Path.of(properties.webhookSecretsDirectory());
        if (tokens != null) {
            BadConfiguration.require(tokens.isReadable(), "headroom.deploys.tokens-file", tokens);
        }
        if (directory != null) {
            BadConfiguration.require(
                    directory.toFile().isDirectory(), "headroom.deploys.webhook-secrets-directory", directory);
        }
    }

    @Override
    public List<Secret> tokens() {
        return joined(properties.tokens(), tokens);
    }

    @Override
    public List<Secret> signing(String channel) {
        List<Secret> configured = properties.webhookSecrets().getOrDefault(channel, List.of());
        Path home = directory;
        return joined(
                configured,
                home == null ? null : bySource.computeIfAbsent(channel, name -> new SecretFile(home.resolve(name))));
    }

    private static List<Secret> joined(List<Secret> configured, @Nullable SecretFile file) {
        return file == null
                ? configured
                : Stream.concat(configured.stream(), file.secrets().stream()).toList();
    }
}
