// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

/** No more streams can be opened now. */
final class TooManyStreamsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyStreamsException(String message) {
        super(message);
    }
}
