// SPDX-License-Identifier: Apache-2.0
package dev.headroom.architecture.planted.modules.lower;

/** Used by a module that may not use it. */
public class Lower {}
