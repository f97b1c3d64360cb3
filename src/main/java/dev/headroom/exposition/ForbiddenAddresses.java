// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Addresses that no target may have, so that a name in a cluster or a configuration cannot turn the service against the machine it runs
 * on: the link-local networks (RFC 3927, RFC 4291), where clouds answer with a machine's credentials, the other addresses at which
 * they do, multicast, and the unspecified address. An IPv4 address inside an IPv6 one (compatible, translated, NAT64 of RFC 6052, 6to4 of
 * RFC 3056) counts as itself.
 */
final class ForbiddenAddresses {
    private static final Set<InetAddress> METADATA = Stream.of(
                    // Alibaba, Azure, Oracle
                    "100.100.100.200",
                    "168.63.129.16",
                    "192.0.0.192",
                    // Amazon and Google over IPv6
                    "fd00:ec2::254",
                    "fd20:ce::254")
            .map(InetAddress::ofLiteral)
            .collect(Collectors.toUnmodifiableSet());

    /** Prefixes of IPv6 addresses that hold an IPv4 one, and the byte it begins at. Of a mapped one Java makes an IPv4 address itself. */
    private static final List<Embedding> EMBEDDINGS = List.of(
            Embedding.of("::", 12),
            Embedding.of("::ffff:0:0:0", 12),
            Embedding.of("64:ff9b::", 12),
            Embedding.of("2002::", 2));

    private record Embedding(byte[] prefix, int at) {
        static Embedding of(String address, int at) {
            return new Embedding(InetAddress.ofLiteral(address).getAddress(), at);
        }

        boolean holds(byte[] address) {
            return Arrays.equals(address, 0, at, prefix, 0, at);
        }
    }

    private ForbiddenAddresses() {}

    /** Whether this address is never contacted. */
    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16 && !address.isLoopbackAddress()) {
            for (Embedding embedding : EMBEDDINGS) {
                if (embedding.holds(bytes) && isForbidden(embedded(bytes, embedding.at()))) {
                    return true;
                }
            }
        }
        return isForbidden(address);
    }

    private static InetAddress embedded(byte[] bytes, int at) {
        return InetAddress.ofLiteral("%d.%d.%d.%d"
                .formatted(bytes[at] & 0xFF, bytes[at + 1] & 0xFF, bytes[at + 2] & 0xFF, bytes[at + 3] & 0xFF));
    }

    private static boolean isForbidden(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address);
    }
}
