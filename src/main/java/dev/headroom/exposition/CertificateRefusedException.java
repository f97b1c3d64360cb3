// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.security.cert.CertificateException;

/** A server's certificate was refused. The message names the check that failed and what it found. */
final class CertificateRefusedException extends CertificateException {
    private static final long serialVersionUID = 1L;

    CertificateRefusedException(String message, CertificateException cause) {
        super(message, cause);
    }
}
