// SPDX-License-Identifier: Apache-2.0
/** Reads the lines that scap and helmfile log of their deploys. Enters: lines, posted or of a file that is followed. Leaves: reports. */
@NullMarked
@NamedInterface("log")
package dev.headroom.deploys.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
