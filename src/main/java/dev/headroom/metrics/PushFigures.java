// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.alerting.PushStatus;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is published of pushing alerts and annotations, asked for at each scrape.
 *
 * @param destinations how it is doing for each server, empty where nothing is pushed
 */
public record PushFigures(Supplier<List<PushStatus>> destinations) {}
