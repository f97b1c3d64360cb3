// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

/** A deploy has become known, or more has become known of it: a rare fact, told to whoever listens. */
public record DeployEvent(Deploy deploy) {}
