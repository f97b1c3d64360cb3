// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.Scraper;
import dev.headroom.exposition.TlsSettings;
import dev.headroom.realparts.ApiServer;
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
            try (ApiServerAddresses addresses =
                            ApiServerAddresses.open(controlPlane.kubeconfig(), "test", ApiServerSource.ENDPOINTS);
                    Scraper scraper = new Scraper(System::nanoTime, InstantSource.system())) {
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptionsInstanceOf(ApiServerAddresses.UnknownException.class)
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
                    controlPlane.kubeconfig(controlPlane.apiServer().port(), weak),
                    "test",
                    ApiServerSource.ENDPOINTS)) {
                assertThatThrownBy(addresses::look)
                        .hasMessageContaining("may not list endpointslices.discovery.k8s.io")
                        .hasMessageContaining("give it the verb list");
            }
        }
    }

    /** Without an advertised address, as behind a load balancer: the nodes' own are known of the pods alone. */
    @Test
    void serversThatAdvertiseNothingAreFoundByTheirPodsWithOneMoreRole() throws Exception {
        try (ControlPlane controlPlane = ControlPlane.start(folder)) {
            ApiServer second = controlPlane.addApiServer();
            int first = controlPlane.apiServer().port();
            controlPlane.apply(Manifests.namespace("headroom") + "---\n"
                    + Files.readString(Path.of("config/kubernetes/rbac.yaml")));
            String token = controlPlane
                    .kubectl("-n", "headroom", "create", "token", "headroom")
                    .strip();
            Path kubeconfig = controlPlane.kubeconfig(first, token);
            try (ApiServerAddresses endpoints = ApiServerAddresses.open(kubeconfig, "test", ApiServerSource.ENDPOINTS);
                    ApiServerAddresses pods =
                            ApiServerAddresses.open(kubeconfig, "test", ApiServerSource.STATIC_PODS)) {
                assertThatThrownBy(endpoints::look)
                        .hasMessageContaining("hold no address; set headroom.kubernetes.api-servers to static-pods");
                assertThatThrownBy(pods::look)
                        .hasMessageContaining("may not list pods in the namespace kube-system")
                        .hasMessageContaining("config/kubernetes/rbac-static-pods.yaml");

                controlPlane.apply(Files.readString(Path.of("config/kubernetes/rbac-static-pods.yaml")));
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThatThrownBy(pods::look).hasMessageContaining("has no pod"));
                mirrorPod(controlPlane, "cp-1", "192.0.2.1", first);
                mirrorPod(controlPlane, "cp-2", "192.0.2.2", second.port());
                assertThat(pods.look())
                        .isEqualTo(Set.of(
                                URI.create("https://192.0.2.1:" + first),
                                URI.create("https://192.0.2.2:" + second.port())));
                assertThat(controlPlane.kubectlWith(kubeconfig, "auth", "can-i", "--list"))
                        .doesNotContain("pods");
            }
        }
    }

    /** What a kubelet makes of a static pod's manifest. */
    private static void mirrorPod(ControlPlane controlPlane, String node, String address, int port) throws Exception {
        String name = "kube-apiserver-" + node;
        controlPlane.apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: kube-system
                  labels: {component: kube-apiserver, tier: control-plane}
                  annotations: {kubernetes.io/config.mirror: %s, kubernetes.io/config.source: file}
                spec:
                  nodeName: %s
                  hostNetwork: true
                  containers:
                    - name: kube-apiserver
                      image: example.org/kube-apiserver
                      command: [kube-apiserver, --advertise-address=198.51.100.9, --secure-port=%d]
                """.formatted(name, node, node, port));
        controlPlane.kubectl(
                "-n",
                "kube-system",
                "patch",
                "pod",
                name,
                "--subresource=status",
                "--patch={\"status\":{\"phase\":\"Running\",\"hostIP\":\"%1$s\",\"podIP\":\"%1$s\"}}"
                        .formatted(address));
    }
}
