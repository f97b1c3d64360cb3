// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.TlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A server that is pushed to.
 *
 * @param endpoint the server and our credentials
 * @param path what its own paths are put behind, where it is served under one: {@code /grafana}; otherwise empty
 */
public record Destination(Endpoint endpoint, String path) {
    /**
     * The server at an address.
     *
     * @param url http or https with a host, and the path it is served under
     * @param caFile the authorities that may have signed its certificate; null for those of the Java runtime
     * @param tokenFile the token to show it; null for none
     * @throws IllegalArgumentException when the address is none; the message says what was expected
     */
    public static Destination of(String url, @Nullable Path caFile, @Nullable Path tokenFile) {
        URI uri = URI.create(url);
        String path = String.valueOf(uri.getRawPath()).replaceFirst("/+$", "");
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || path.startsWith("//")) {
            throw new IllegalArgumentException("the address has a query, a fragment or two slashes in a row");
        }
        try {
            URI origin = new URI(uri.getScheme(), uri.getRawAuthority(), null, null, null);
            TlsSettings tls = new TlsSettings(caFile, null, null, null, false);
            return new Destination(new Endpoint(origin, tls, tokenFile), path);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** As it is called in metrics and messages; holds no secret, because an address may not. */
    public String name() {
        return endpoint.origin() + path;
    }
}
