// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Who sent a request, as far as the connection and the browser tell. Whatever a header says of the address is not believed: it only
 * ever takes trust away.
 */
final class Sender {
    private static final Pattern LOOPBACK_HOST = Pattern.compile(
            "(localhost|([a-z0-9-]+\\.)*localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> OF_PROXIES =
            List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", HttpHeaders.VIA);
    private static final int SITE_BYTES = 8;

    private final HttpServletRequest request;

    Sender(HttpServletRequest request) {
        this.request = request;
    }

    /** True when the connection comes from this very machine and no proxy says it passes on another's request. */
    boolean isLocal() {
        return address().isLoopbackAddress()
                && OF_PROXIES.stream().noneMatch(header -> request.getHeader(header) != null);
    }

    /** True when the request names this machine as one does on it; a page of another site that had its name resolved to us does not. */
    boolean namesLoopback() {
        String host = request.getHeader(HttpHeaders.HOST);
        return host == null || LOOPBACK_HOST.matcher(host).matches();
    }

    /** True when a browser sent it for a page that is not ours. */
    boolean isForeignPage() {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return false;
        }
        String host = request.getHeader(HttpHeaders.HOST);
        return host == null || !(origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    /** What requests are counted by: the address, of IPv6 the first half, since one machine has all of the other. */
    String site() {
        byte[] address = address().getAddress();
        if (address.length <= SITE_BYTES) {
            return text();
        }
        StringBuilder half = new StringBuilder();
        for (int i = 0; i < SITE_BYTES; i++) {
            half.append(Integer.toHexString(address[i] & 0xFF)).append(':');
        }
        return half.toString();
    }

    /** The address, for a message. */
    String text() {
        return address().getHostAddress();
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    private InetAddress address() {
        String remote = request.getRemoteAddr();
        int zone = remote.indexOf('%');
        return InetAddress.ofLiteral(zone < 0 ? remote : remote.substring(0, zone));
    }
}
