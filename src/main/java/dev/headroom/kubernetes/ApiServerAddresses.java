// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the API servers of the cluster by their own addresses: they write them themselves into the EndpointSlices of the Service {@code
 * kubernetes} in the namespace {@code default}. Thread safe.
 */
public final class ApiServerAddresses implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String PATH = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
            + "?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FORBIDDEN = 403;

    private final ApiConnection connection;
    private final ApiCredentials credentials;

    private ApiServerAddresses(Config config) {
        this.connection = ApiConnection.open(config);
        this.credentials = ApiCredentials.of(config);
    }

    /** Why the addresses are not known. The message says what was asked, what came and what to do. */
    public static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownException(String message) {
            super(message);
        }
    }

    /**
     * Opens it with the credentials of KUBECONFIG or of this pod; nothing is sent yet.
     *
     * @param version Headroom's own, for the user agent
     * @throws IllegalStateException when there are none, or they would not verify the server
     */
    public static ApiServerAddresses open(String version) {
        return new ApiServerAddresses(ClusterAccess.find(version));
    }

    /** Opens it with the credentials of a kubeconfig. */
    static ApiServerAddresses open(Path kubeconfig, String version) {
        return new ApiServerAddresses(ClusterAccess.of(kubeconfig, version));
    }

    /** Files with which the API servers can be asked, too, each by its own address. */
    public ApiCredentials credentials() {
        return credentials;
    }

    /** The addresses as they are now, {@code https://10.0.0.5:6443}: one request, which takes 30 s at most. */
    public Set<URI> look() throws UnknownException, InterruptedException {
        ApiAnswer answer;
        try {
            answer = connection.send(ApiRequest.get(PATH)).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            answer = new ApiAnswer.Unreachable(String.valueOf(e));
        }
        return switch (answer) {
            case ApiAnswer.Received received when received.ok() -> read(received.text());
            case ApiAnswer.Received received
            when received.status() == FORBIDDEN ->
                throw new UnknownException(
                        "the API servers cannot be found: this account may not list endpointslices.discovery.k8s.io in the"
                                + " namespace default; give it the verb list on them (see config/kubernetes/rbac.yaml)");
            case ApiAnswer.Received received ->
                throw new UnknownException("the API servers cannot be found: %s answered %d to %s; expected 200"
                        .formatted(connection.url(), received.status(), PATH));
            case ApiAnswer.Unreachable unreachable ->
                throw new UnknownException("the API servers cannot be found: %s gives no answer (%s)"
                        .formatted(connection.url(), unreachable.reason()));
            case ApiAnswer.TooLong tooLong ->
                throw new UnknownException("the API servers cannot be found: the answer to %s is longer than %,d bytes"
                        .formatted(PATH, tooLong.limitBytes()));
        };
    }

    /** Reads a list of EndpointSlices; what is not an address is passed over. */
    static Set<URI> read(String json) throws UnknownException {
        Set<URI> found = new TreeSet<>();
        try {
            for (JsonNode slice : MAPPER.readTree(json).path("items")) {
                for (JsonNode port : slice.path("ports")) {
                    for (JsonNode endpoint : slice.path("endpoints")) {
                        endpoint.path("addresses")
                                .forEach(address -> found.add(url(
                                        address.asString(""), port.path("port").asInt(443))));
                    }
                }
            }
        } catch (JacksonException e) {
            throw new UnknownException("the API servers cannot be found: the list of EndpointSlices is not JSON: "
                    + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new UnknownException("the API servers cannot be found: an EndpointSlice has the address "
                    + e.getMessage() + "; expected an IP address");
        }
        return found;
    }

    private static URI url(String address, int port) {
        return URI.create("https://" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port);
    }

    @Override
    public void close() {
        connection.close();
        credentials.close();
    }
}
