// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture.planted.offenders;

/** Has a name that says nothing. */
public class OffenderManager {}
