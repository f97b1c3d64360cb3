// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the intake is given by the program.
 *
 * @param secrets what senders prove themselves by
 * @param trustsLoopback whether a request from this machine may write without a proof
 * @param clock the wall clock
 * @param nanos a monotonic clock
 */
public record IntakeSettings(Secrets secrets, boolean trustsLoopback, InstantSource clock, LongSupplier nanos) {}
