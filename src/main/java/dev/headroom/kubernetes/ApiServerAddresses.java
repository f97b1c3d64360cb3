// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the API servers of the cluster by their own addresses, in the {@link ApiServerSource} that was asked for. Thread safe.
 */
public final class ApiServerAddresses implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FORBIDDEN = 403;

    private final ApiConnection connection;
    private final ApiCredentials credentials;
    private final ApiServerSource source;

    private ApiServerAddresses(Config config, ApiServerSource source) {
        this.source = source;
        this.connection = ApiConnection.open(config);
        this.credentials = ApiCredentials.of(config);
    }

    /** Why the addresses are not known. The message says what was asked, what came and what to do. */
    public static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownException(String message) {
            super("the API servers cannot be found: " + message);
        }
    }

    /**
     * Opens it with the credentials of KUBECONFIG or of this pod; nothing is sent yet.
     *
     * @param version Headroom's own, for the user agent
     * @param source what is asked; nothing else is, so nothing else needs a right
     * @throws IllegalStateException when there are none, or they would not verify the server
     */
    public static ApiServerAddresses open(String version, ApiServerSource source) {
        return new ApiServerAddresses(ClusterAccess.find(version), source);
    }

    /** Opens it with the credentials of a kubeconfig. */
    static ApiServerAddresses open(Path kubeconfig, String version, ApiServerSource source) {
        return new ApiServerAddresses(ClusterAccess.of(kubeconfig, version), source);
    }

    /** Files with which the API servers can be asked, too, each by its own address. */
    public ApiCredentials credentials() {
        return credentials;
    }

    /**
     * The addresses as they are now, {@code https://10.0.0.5:6443}, one at least: one request, which takes 30 s at most.
     *
     * @throws UnknownException where none is known
     */
    public Set<URI> look() throws UnknownException, InterruptedException {
        ApiAnswer answer;
        try {
            answer = connection.send(ApiRequest.get(source.path())).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            answer = new ApiAnswer.Unreachable(String.valueOf(e));
        }
        Set<URI> found = switch (answer) {
            case ApiAnswer.Received received when received.ok() -> source.read(received.text());
            case ApiAnswer.Received received
            when received.status() == FORBIDDEN -> throw new UnknownException(source.forbidden());
            case ApiAnswer.Received received ->
                throw new UnknownException("%s answered %d to %s; expected 200"
                        .formatted(connection.url(), received.status(), source.path()));
            case ApiAnswer.Unreachable unreachable ->
                throw new UnknownException("%s gives no answer (%s)".formatted(connection.url(), unreachable.reason()));
            case ApiAnswer.TooLong tooLong ->
                throw new UnknownException(
                        "the answer to %s is longer than %,d bytes".formatted(source.path(), tooLong.limitBytes()));
        };
        if (found.isEmpty()) {
            throw new UnknownException(source.none());
        }
        return found;
    }

    @Override
    public void close() {
        connection.close();
        credentials.close();
    }
}
