// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

/** Word of a deploy could not be kept, because the history cannot be written. The sender is to try again. */
public final class DeployNotKeptException extends Exception {
    private static final long serialVersionUID = 1L;

    public DeployNotKeptException(String message, Throwable cause) {
        super(message, cause);
    }
}
