// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One server by its own address, and the credentials that are for it alone.
 *
 * @param origin scheme, host and port, nothing more: {@code https://10.0.0.5:6443}
 * @param tls how the server proves who it is
 * @param tokenFile the file with the bearer token, read again when it changes; null for none
 */
public record Endpoint(
        URI origin, TlsSettings tls, @Nullable Path tokenFile) {
    public Endpoint {
        String scheme = String.valueOf(origin.getScheme()).toLowerCase(Locale.ROOT);
        boolean bare = origin.getHost() != null
                && origin.getRawUserInfo() == null
                && origin.getRawQuery() == null
                && origin.getRawFragment() == null
                && (String.valueOf(origin.getRawPath()).isEmpty() || "/".equals(origin.getRawPath()));
        if (!bare || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "the address %s; expected http or https with a host and a port, such as https://10.0.0.5:6443, without user, path or query"
                            .formatted(withoutUser(origin)));
        }
        if (tokenFile != null && scheme.equals("http") && !isLoopback(origin.getHost())) {
            throw new IllegalArgumentException(
                    "the address %s with a token: anyone on the way could read it; expected https".formatted(origin));
        }
    }

    /** A server that asks for no credentials. */
    public static Endpoint of(URI origin) {
        return new Endpoint(origin, TlsSettings.SYSTEM, null);
    }

    private static String withoutUser(URI uri) {
        return uri.toString().replaceAll("//[^/]*@", "//");
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // a name: where it leads is not known
            return false;
        }
    }

    /** Whether the connection is encrypted. */
    boolean isHttps() {
        return "https".equalsIgnoreCase(origin.getScheme());
    }

    /**
     * The address of a resource of this server.
     *
     * @param pathAndQuery begins with a slash, percent-encoded where it must be: {@code /metrics?collect%5B%5D=cpu}
     */
    URI resolve(String pathAndQuery) {
        if (!pathAndQuery.startsWith("/") || pathAndQuery.startsWith("//")) {
            throw new IllegalArgumentException("the path %s; expected it to begin with one /".formatted(pathAndQuery));
        }
        return URI.create(origin.getScheme() + "://" + origin.getRawAuthority() + pathAndQuery);
    }
}
