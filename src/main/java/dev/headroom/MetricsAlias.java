// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Serves the metrics where every exporter has them too. It is the actuator's endpoint, negotiation included, under a shorter path;
 * the filter is understood under the name Prometheus' own clients use as well.
 */
@Controller
class MetricsAlias {
    @GetMapping("/metrics")
    String metrics(@RequestParam(name = "name[]", defaultValue = "") List<String> names) {
        UriComponentsBuilder endpoint = UriComponentsBuilder.fromPath("/actuator/prometheus");
        if (!names.isEmpty()) {
            endpoint.queryParam("includedNames", names.toArray());
        }
        return "forward:" + endpoint.encode().toUriString();
    }
}
