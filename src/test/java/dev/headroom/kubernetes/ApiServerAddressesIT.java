// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.Scraper;
import dev.headroom.exposition.TlsSettings;
import dev.headroom.realparts.ControlPlane;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real API server writes its own address into a real EndpointSlice. */
class ApiServerAddressesIT {
    @TempDir
    private Path folder;

    @Test
    void theServersAreFoundByTheirOwnAddressesAndTheirCredentialsServeToAskThem() throws Exception {
        String own = ControlPlane.ownAddress();
        try (ControlPlane controlPlane = ControlPlane.startOn(own, folder, "--endpoint-reconciler-type=lease")) {
            URI advertised = controlPlane.apiServer().url();
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
}
