// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture.planted.bare;

/** Lives in a package without package-info. */
public class Unmarked {}
