// SPDX-License-Identifier: Apache-2.0
/**
 * Relates bursts to deploys and states the evidence. Pure functions over plain records. Enters: bursts and deploys. Leaves: verdicts.
 * Uses: detection, deploys, sampling (the names of signals); Commons Statistics for the distributions of the tests.
 *
 * <p>{@link dev.headroom.correlation.Attribution} fits and {@link dev.headroom.correlation.AttributionModel} judges;
 * {@link dev.headroom.correlation.DeployTotals} adds up what each deploy is blamed for:
 * {@snippet :
 * AttributionModel model = Attribution.fit(bursts, deploys, new Window(from, to));
 * Map<Burst, Verdict> verdicts = new LinkedHashMap<>();
 * bursts.forEach(burst -> verdicts.put(burst, model.judge(burst)));
 * Map<String, DeployTotals> totals = DeployTotals.of(verdicts);
 * }
 * The service keeps a {@link dev.headroom.correlation.LiveAttribution}. {@link dev.headroom.correlation.DeployEffects} tells whether
 * deploys cause bursts at all, {@link dev.headroom.correlation.DeployCosts} what one costs, and
 * {@link dev.headroom.correlation.PeakTrend} where their peaks are heading.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"detection", "deploys", "sampling"})
package dev.headroom.correlation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
