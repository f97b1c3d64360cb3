// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/**
 * A page that was fetched and found right.
 *
 * @param format the form it came in
 * @param page what it held
 * @param cost what fetching it cost
 */
public record Scraped(ExpositionFormat format, PageSummary page, ExchangeCost cost) {}
