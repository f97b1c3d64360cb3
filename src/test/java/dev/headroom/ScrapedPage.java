// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A page of metrics as Prometheus keeps it: each series with the labels of its scrape, and our own {@code cluster} out of their way. */
public final class ScrapedPage {
    private static final String TEXT = "text/plain; version=0.0.4";

    private ScrapedPage() {}

    /**
     * The value of each series, in the order of the page.
     *
     * @param labels those of the scrape, as in {@code job="headroom",cluster="eqiad"}
     */
    public static Map<String, String> of(PrometheusRegistry registry, String labels) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            ExpositionFormats.init().findWriter(TEXT).write(page, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> values = new LinkedHashMap<>();
        page.toString(StandardCharsets.UTF_8).lines().forEach(line -> {
            if (!line.isEmpty() && !line.startsWith("#")) {
                String series = line.substring(0, line.lastIndexOf(' '));
                String labelled = series.endsWith("}")
                        ? series.substring(0, series.length() - 1).replace("cluster=", "exported_cluster=") + ","
                        : series + "{";
                values.put(labelled + labels + "}", line.substring(line.lastIndexOf(' ') + 1));
            }
        });
        return values;
    }
}
