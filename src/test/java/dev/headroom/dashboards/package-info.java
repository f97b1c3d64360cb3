// SPDX-License-Identifier: Apache-2.0
/** Holds the dashboards under grafana/ to their conventions and runs their queries against real programs. */
@NullMarked
package dev.headroom.dashboards;

import org.jspecify.annotations.NullMarked;
