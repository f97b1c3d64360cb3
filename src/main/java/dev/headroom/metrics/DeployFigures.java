// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.deploys.Deploy;
import dev.headroom.sampling.SignalKey;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is published of deploys, asked for at each scrape.
 *
 * @param told how many reports were taken in
 * @param running the deploys that run now
 * @param recent the deploys that run or ended within the last ten minutes
 * @param blamed what the last burst of each signal is laid at the door of, as long as it is of interest
 * @param attributed how many bursts were attributed to each app
 * @param saturated the saturated time inside them
 * @param refused how many requests that told of deploys were refused
 */
public record DeployFigures(
        Supplier<List<Told>> told,
        Supplier<List<Deploy>> running,
        Supplier<List<Deploy>> recent,
        Supplier<List<Blamed>> blamed,
        Supplier<List<Attributed>> attributed,
        Supplier<List<Saturated>> saturated,
        Supplier<List<Refused>> refused) {

    /** Registers what is published of deploys. */
    public void registerIn(PrometheusRegistry registry) {
        registry.register(new DeployMetrics(this));
    }

    /** Reports of one source and phase. */
    public record Told(String source, String phase, long reports) {}

    /** The deploy that the last burst of a signal is laid at the door of, and the probability of that, 0.5 to 1. */
    public record Blamed(SignalKey signal, Deploy deploy, double probability) {}

    /** Bursts attributed to an app by one kind of verdict, caused or likely. */
    public record Attributed(String app, String verdict, long bursts) {}

    /** Saturated time inside the bursts attributed to an app. */
    public record Saturated(String app, double seconds) {}

    /** Requests to one source that were refused for one reason. */
    public record Refused(String source, String reason, long requests) {}
}
