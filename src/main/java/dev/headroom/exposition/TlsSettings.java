// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server proves who it is, and how we do. All files are PEM and read again when they change.
 *
 * @param caFile the authorities that may have signed the server's certificate; null for those of the Java runtime
 * @param certificateFile our own certificate, with those between it and its authority; null for none
 * @param keyFile its private key; null where there is no certificate
 * @param serverName the name the server's certificate must be for, where that is not the address asked; null for the address
 * @param insecure true to check nothing: whoever sits between reads the token and chooses the figures
 */
public record TlsSettings(
        @Nullable Path caFile,
        @Nullable Path certificateFile,
        @Nullable Path keyFile,
        @Nullable String serverName,
        boolean insecure) {
    /** The authorities of the Java runtime, no certificate of our own. */
    public static final TlsSettings SYSTEM = new TlsSettings(null, null, null, null, false);

    public TlsSettings {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException("the client certificate %s and the key %s; expected both or neither"
                    .formatted(certificateFile, keyFile));
        }
    }

    /** Trusts the authorities of this file. */
    public static TlsSettings trusting(Path caFile) {
        return new TlsSettings(caFile, null, null, null, false);
    }
}
