// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.Scraper;
import dev.headroom.exposition.TlsSettings;
import dev.headroom.realparts.ControlPlane;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real API server writes its own address into a real EndpointSlice. */
class ApiServerAddressesIT {
    @TempDir
    private Path folder;

    @Test
    void theServersAreFoundByTheirOwnAddressesAndTheirCredentialsServeToAskThem() throws Exception {
        String own = ownAddress();
        try (ControlPlane controlPlane =
                ControlPlane.start(folder, "--advertise-address=" + own, "--endpoint-reconciler-type=lease")) {
            URI advertised =
                    URI.create("https://" + own + ":" + controlPlane.apiServer().port());
            Path token;
            try (ApiServerAddresses addresses = ApiServerAddresses.open(controlPlane.kubeconfig(), "test");
                    Scraper scraper = new Scraper(System::nanoTime, InstantSource.system())) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(addresses.look()).isEqualTo(Set.of(advertised)));

                ApiCredentials credentials = addresses.credentials();
                token = Objects.requireNonNull(credentials.tokenFile());
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token.getParent())))
                        .isEqualTo("rwx------");
                Endpoint endpoint = new Endpoint(
                        controlPlane.apiServer().url(),
                        new TlsSettings(credentials.caFile(), null, null, null, false),
                        token);
                assertThat(scraper.client(endpoint)
                                .probe("/metrics/slis", Duration.ofSeconds(10))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(token).doesNotExist();

            controlPlane.kubectl("create", "serviceaccount", "nobody");
            String weak = controlPlane.kubectl("create", "token", "nobody").strip();
            try (ApiServerAddresses addresses = ApiServerAddresses.open(
                    controlPlane.kubeconfig(controlPlane.apiServer().port(), weak), "test")) {
                assertThatThrownBy(addresses::look)
                        .hasMessageContaining("may not list endpointslices.discovery.k8s.io")
                        .hasMessageContaining("give it the verb list");
            }
        }
    }

    /** Loopback addresses are not accepted as those of a server. */
    private static String ownAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address
                        && !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("this machine has no IPv4 address but the loopback"));
    }
}
