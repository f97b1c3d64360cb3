// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.targets.TargetStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells a Prometheus what there is to scrape, by its HTTP service discovery: this Headroom, and the servers it watches by their own
 * addresses, which a Prometheus that knows only the Service cannot tell apart.
 */
@RestController
class DiscoveryController {
    private final LiveView live;

    DiscoveryController(LiveView live) {
        this.live = live;
    }

    /**
     * A group of targets, in the form Prometheus reads.
     *
     * @param targets host and port of each
     * @param labels what they all have
     */
    record Group(List<String> targets, Map<String, String> labels) {
        Group {
            targets = List.copyOf(targets);
            labels = Map.copyOf(labels);
        }
    }

    /** All there is at this moment, the whole list each time. Headroom is named as it was asked. */
    @GetMapping(path = "/sd/targets", produces = MediaType.APPLICATION_JSON_VALUE)
    List<Group> list(HttpServletRequest request) {
        List<Group> groups = new ArrayList<>();
        groups.add(
                group(request.getScheme(), request.getServerName(), request.getServerPort(), "headroom", "headroom"));
        for (TargetStatus server : live.servers()) {
            String scheme = server.url().getScheme();
            int port = server.url().getPort();
            int usualPort = scheme.equals("https") ? 443 : 80;
            groups.add(group(
                    scheme,
                    server.url().getHost(),
                    port < 0 ? usualPort : port,
                    server.kind().id(),
                    server.target()));
        }
        return groups;
    }

    private static Group group(String scheme, String host, int port, String kind, String target) {
        String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return new Group(
                List.of(literal + ":" + port),
                Map.of(
                        "__scheme__", scheme,
                        "__metrics_path__", "/metrics",
                        "__meta_headroom_kind", kind,
                        "__meta_headroom_target", target));
    }
}
