// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a cluster as files. A pod has them as files; what a kubeconfig holds in itself is written to a folder that only this
 * user can read, and is deleted at the end. A token that a program of the kubeconfig would renew is taken as it is at the start.
 */
public final class ApiCredentials implements AutoCloseable {
    private final List<Path> written = new ArrayList<>();
    private final @Nullable Path caFile;
    private final @Nullable Path tokenFile;
    private final @Nullable Path certificateFile;
    private final @Nullable Path keyFile;
    private @Nullable Path folder;

    private ApiCredentials(Config config) {
        caFile = file(config.getCaCertFile(), decoded(config.getCaCertData()), "ca.crt");
        certificateFile = file(config.getClientCertFile(), decoded(config.getClientCertData()), "client.crt");
        keyFile = certificateFile == null
                ? null
                : file(config.getClientKeyFile(), decoded(config.getClientKeyData()), "client.key");
        Path ofPod = Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH);
        boolean inPod = config.getCurrentContext() == null && Files.isReadable(ofPod);
        String token = config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
        tokenFile = inPod ? ofPod : file(null, token, "token");
    }

    static ApiCredentials of(Config config) {
        return new ApiCredentials(config);
    }

    private @Nullable Path file(@Nullable String path, @Nullable String content, String name) {
        if (path != null && !path.isEmpty()) {
            return Path.of(path);
        }
        if (content == null || content.isEmpty()) {
            return null;
        }
        try {
            Path parent = folder;
            if (parent == null) {
                parent = Files.createTempDirectory(
                        "headroom-credentials-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                folder = parent;
            }
            Path file = Files.writeString(parent.resolve(name), content, StandardCharsets.US_ASCII);
            written.add(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the credentials of the kubeconfig cannot be put into files of their own", e);
        }
    }

    private static @Nullable String decoded(@Nullable String base64) {
        return base64 == null ? null : new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
    }

    /** The authorities of the cluster; null where they are those of the system. */
    public @Nullable Path caFile() {
        return caFile;
    }

    /** The token, null where there is none. */
    public @Nullable Path tokenFile() {
        return tokenFile;
    }

    /** The client's certificate, null where there is none. */
    public @Nullable Path certificateFile() {
        return certificateFile;
    }

    /** Its key, null where there is no certificate. */
    public @Nullable Path keyFile() {
        return keyFile;
    }

    @Override
    public void close() {
        try {
            for (Path file : written) {
                Files.deleteIfExists(file);
            }
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the credentials in " + folder + " cannot be deleted", e);
        }
    }
}
