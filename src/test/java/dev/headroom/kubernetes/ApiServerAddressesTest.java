// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ApiServerAddressesTest {
    @Test
    void everyAddressOfEverySliceIsAnApiServer() throws Exception {
        assertThat(ApiServerAddresses.read("""
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
        assertThat(ApiServerAddresses.read("{\"items\":[]}")).isEmpty();
        assertThat(ApiServerAddresses.read("{}")).isEmpty();
    }

    @Test
    void whatIsNotAListOfAddressesIsRefusedInWords() {
        assertThatThrownBy(() -> ApiServerAddresses.read("<html>")).hasMessageContaining("is not JSON");
        assertThatThrownBy(() -> ApiServerAddresses.read(
                        "{\"items\":[{\"ports\":[{\"port\":1}],\"endpoints\":[{\"addresses\":[\"a b\"]}]}]}"))
                .hasMessageContaining("expected an IP address");
    }
}
