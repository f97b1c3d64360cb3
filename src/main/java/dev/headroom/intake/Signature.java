// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A signature that was sent, HMAC-SHA256 (RFC 2104) in one of the forms in use. Immutable. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final String HEX_PREFIX = "sha256=";
    private static final String STANDARD_PREFIX = "v1,";
    private static final String STANDARD_SECRET_PREFIX = "whsec_";

    /** What was sent, any of which may be right; empty where none had the form. */
    private final List<byte[]> sent;

    private final byte[] signedBeforeBody;
    private final boolean standard;

    private Signature(List<byte[]> sent, byte[] signedBeforeBody, boolean standard) {
        this.sent = sent;
        this.signedBeforeBody = signedBeforeBody;
        this.standard = standard;
    }

    /** {@code sha256=} and 64 hexadecimal digits over the body, as GitHub and Flux write it. */
    static Signature ofHex(String header) {
        byte[] value = header.toLowerCase(Locale.ROOT).startsWith(HEX_PREFIX)
                ? hex(header.substring(HEX_PREFIX.length()).strip())
                : null;
        return new Signature(value == null ? List.of() : List.of(value), new byte[0], false);
    }

    private static byte @Nullable [] hex(String digits) {
        return digits.matches("[0-9a-fA-F]{64}") ? HexFormat.of().parseHex(digits) : null;
    }

    /** Standard Webhooks: {@code v1,} and base64, several separated by spaces, over {@code id.timestamp.body}. */
    static Signature ofStandardWebhook(String id, String timestamp, String header) {
        List<byte[]> values = Arrays.stream(header.split(" "))
                .filter(one -> one.startsWith(STANDARD_PREFIX))
                .map(one -> base64(one.substring(STANDARD_PREFIX.length())))
                .filter(value -> value.length == BYTES)
                .toList();
        return new Signature(values, (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), true);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** True when one of the secrets made it for this body; takes the same time wherever a wrong one differs. */
    boolean isOf(byte[] body, List<Secret> secrets) {
        boolean right = false;
        for (Secret secret : secrets) {
            byte[] expected = hmac(key(secret), signedBeforeBody, body);
            for (byte[] value : sent) {
                right |= MessageDigest.isEqual(expected, value);
            }
        }
        return right;
    }

    private byte[] key(Secret secret) {
        byte[] text = secret.key();
        String written = new String(text, StandardCharsets.US_ASCII);
        if (standard && written.startsWith(STANDARD_SECRET_PREFIX)) {
            byte[] decoded = base64(written.substring(STANDARD_SECRET_PREFIX.length()));
            return decoded.length == 0 ? text : decoded;
        }
        return text;
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime lacks " + ALGORITHM + ", which every Java runtime must have", e);
        }
    }
}
