// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

/** Netlink cannot be used, or said something that is not understood; the message says what. */
final class NetlinkException extends Exception {
    private static final long serialVersionUID = 1L;

    NetlinkException(String message) {
        super(message);
    }
}
