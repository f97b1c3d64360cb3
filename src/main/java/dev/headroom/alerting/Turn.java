// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

/** Pushing to one server, a turn at a time. */
interface Turn {
    /** Sends what is due, where the server may be tried; takes some seconds at most, whatever the server does. */
    void take() throws InterruptedException;

    /** How it is doing; may be asked for at any time. */
    PushStatus status();
}
