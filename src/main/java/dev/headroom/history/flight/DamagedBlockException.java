// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

/** The bytes of a block are not what a recorder writes. */
final class DamagedBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedBlockException(String message) {
        super(message);
    }
}
