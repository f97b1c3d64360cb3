// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ApiServerSourceTest {
    @Test
    void everyAddressOfEverySliceIsAnApiServer() throws Exception {
        assertThat(ApiServerSource.ENDPOINTS.read("""
                {"kind":"EndpointSliceList","items":[
                  {"addressType":"IPv4","ports":[{"name":"https","port":6443,"protocol":"TCP"}],
                   "endpoints":[{"addresses":["10.0.0.6"]},{"addresses":["10.0.0.5"],"conditions":{"ready":true}}]},
                  {"addressType":"IPv6","ports":[{"name":"https","port":6443}],"endpoints":[{"addresses":["fd00::5"]}]}]}
                """))
                .containsExactlyInAnyOrder(
                        URI.create("https://10.0.0.5:6443"),
                        URI.create("https://10.0.0.6:6443"),
                        URI.create("https://[fd00::5]:6443"));
    }

    @Test
    void aClusterThatTellsNoneHasNone() throws Exception {
        assertThat(ApiServerSource.ENDPOINTS.read("{\"items\":[]}")).isEmpty();
        assertThat(ApiServerSource.ENDPOINTS.read("{}")).isEmpty();
    }

    @Test
    void whatIsNotAListOfAddressesIsRefusedInWords() {
        assertThatThrownBy(() -> ApiServerSource.ENDPOINTS.read("<html>")).hasMessageContaining("is not JSON");
        assertThatThrownBy(() -> ApiServerSource.ENDPOINTS.read(
                        "{\"items\":[{\"ports\":[{\"port\":1}],\"endpoints\":[{\"addresses\":[\"a b\"]}]}]}"))
                .hasMessageContaining("expected an IP address");
    }

    @Test
    void aStaticPodIsFoundByItsNodesAddressAndThePortOfItsCommand() throws Exception {
        assertThat(ApiServerSource.STATIC_PODS.read("""
                {"kind":"PodList","items":[
                  {"spec":{"hostNetwork":true,"containers":[{"command":["kube-apiserver","--secure-port=6444","--v=2"]}]},
                   "status":{"phase":"Running","hostIP":"10.0.0.5","podIP":"10.0.0.5"}},
                  {"spec":{"hostNetwork":true,"containers":[{"command":["sh","-c"],"args":["exec kube-apiserver --secure-port 443 2>&1"]}]},
                   "status":{"phase":"Running","hostIP":"10.0.0.6"}},
                  {"spec":{"hostNetwork":true,"containers":[{"command":["kube-apiserver"]}]},
                   "status":{"phase":"Running","hostIP":"fd00::7"}}]}
                """))
                .containsExactlyInAnyOrder(
                        URI.create("https://10.0.0.5:6444"),
                        URI.create("https://10.0.0.6:443"),
                        URI.create("https://[fd00::7]:6443"));
    }

    @Test
    void aPodThatDoesNotListenOnItsNodesAddressIsPassedOver() throws Exception {
        assertThat(ApiServerSource.STATIC_PODS.read("""
                {"items":[
                  {"spec":{"containers":[{}]},"status":{"phase":"Running","hostIP":"10.0.0.5"}},
                  {"spec":{"hostNetwork":true},"status":{"phase":"Pending"}},
                  {"spec":{"hostNetwork":true},"status":{"phase":"Failed","hostIP":"10.0.0.6"}}]}
                """)).isEmpty();
    }
}
