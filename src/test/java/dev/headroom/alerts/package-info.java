// SPDX-License-Identifier: Apache-2.0
/** The rules that are shipped for Prometheus, their scenarios and their runbooks. */
@NullMarked
package dev.headroom.alerts;

import org.jspecify.annotations.NullMarked;
