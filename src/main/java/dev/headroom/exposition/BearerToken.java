// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token of a server, read again when its file changes, as that of a pod does every hour. The file is looked at once a second at
 * most. Its content is in no message. Thread safe.
 */
final class BearerToken {
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final int MAX_BYTES = 64 * 1024;
    /** The characters of RFC 6750, section 2.1, which can end no header. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final Path file;
    private final LongSupplier nanoTime;
    private @Nullable FileStamp stamp;
    private long lookedNanos;
    private String header = "";

    BearerToken(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    /** The value of the Authorization header. */
    synchronized String header() throws ScrapeException {
        long now = nanoTime.getAsLong();
        if (stamp != null && now - lookedNanos < LOOK_NANOS) {
            return header;
        }
        try {
            FileStamp current = FileStamp.of(file);
            if (!current.equals(stamp)) {
                header = read();
                stamp = current;
            }
            lookedNanos = now;
            return header;
        } catch (IOException e) {
            throw new ScrapeException(Reason.CREDENTIALS, "the token file %s cannot be read: %s".formatted(file, e), e);
        }
    }

    private String read() throws IOException, ScrapeException {
        if (Files.size(file) > MAX_BYTES) {
            throw unusable();
        }
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw unusable();
        }
        return "Bearer " + token;
    }

    private ScrapeException unusable() {
        return new ScrapeException(
                Reason.CREDENTIALS,
                "the token file %s holds no bearer token; expected one line of letters, digits and ._~+/-="
                        .formatted(file));
    }

    /** The server refused the token: the file is read before the next request, however young its reading is. */
    synchronized void refused() {
        stamp = null;
    }
}
