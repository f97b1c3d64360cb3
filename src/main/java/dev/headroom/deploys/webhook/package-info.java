// SPDX-License-Identifier: Apache-2.0
/** Reads the webhooks of deploy tools, each by its own form. Enters: a body and its headers. Leaves: reports, or why there are none. */
@NullMarked
@NamedInterface("webhook")
package dev.headroom.deploys.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
