// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the cluster is and with which credentials it is asked. */
final class ClusterAccess {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private ClusterAccess() {}

    /**
     * As a pod finds its own cluster, or as kubectl would: from KUBECONFIG or the service account's mounted files.
     *
     * @param version of Headroom, for the user agent
     * @throws IllegalStateException when neither is there, or when the certificate of the server is not to be verified
     */
    static Config find(String version) {
        return prepared(Config.autoConfigure(null), version);
    }

    /** From this kubeconfig. */
    static Config of(Path kubeconfig, String version) {
        return prepared(Config.fromKubeconfig(kubeconfig.toFile()), version);
    }

    private static Config prepared(Config config, String version) {
        if (config.getCurrentContext() == null
                && !Files.isReadable(Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH))) {
            throw new IllegalStateException(
                    "headroom.kubernetes.enabled is true, and there is no cluster: neither a kubeconfig"
                            + " (environment variable KUBECONFIG, else ~/.kube/config) with a current context nor a service account ("
                            + Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH
                            + ") was found. Give one of them, or leave the key out.");
        }
        if (config.isTrustCerts() || config.isDisableHostnameVerification()) {
            throw new IllegalStateException("the credentials for " + config.getMasterUrl()
                    + " say that its certificate is not to be verified (insecure-skip-tls-verify);"
                    + " expected the certificate authority of the cluster: give certificate-authority instead.");
        }
        config.setUserAgent("headroom/" + version);
        // one request is one request: when to ask again is decided in one place
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(Math.toIntExact(CONNECT_LIMIT.toMillis()));
        config.setRequestTimeout(Math.toIntExact(ANSWER_LIMIT.toMillis()));
        return config;
    }

    /** The namespace this pod runs in, or the one of the kubeconfig's context. */
    static @Nullable String namespace(Config config) {
        return config.getNamespace();
    }
}
