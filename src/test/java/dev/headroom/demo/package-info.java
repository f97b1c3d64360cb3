// SPDX-License-Identifier: Apache-2.0
/** Builds the recording under docs/demo, deterministically, from the figures of the incident's public report; and one of an hour in which nothing is wrong. */
@NullMarked
package dev.headroom.demo;

import org.jspecify.annotations.NullMarked;
