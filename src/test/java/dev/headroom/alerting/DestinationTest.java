// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    @Test
    void aServerMayBeServedUnderAPath() {
        Destination destination = Destination.of("https://example.net:3000/grafana/", null, Path.of("token"));
        assertThat(destination.endpoint().origin()).hasToString("https://example.net:3000");
        assertThat(destination.path()).isEqualTo("/grafana");
        assertThat(destination.name()).isEqualTo("https://example.net:3000/grafana");
        assertThat(Destination.of("http://am-1:9093", null, null).path()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "am-1:9093",
                "ftp://am-1",
                "http://user:password@am-1:9093",
                "http://am-1:9093?x=1",
                "http://am-1:9093#x",
                "http://am-1:9093//other",
                "http:///alerts",
                "http://am 1",
                ""
            })
    void whatIsNoAddressOfAServerIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Destination.of(url, null, null));
    }

    @Test
    void aTokenIsNotSentInTheClear() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Destination.of("http://grafana.example.net", null, Path.of("token")))
                .withMessageContaining("expected https");
        assertThat(Destination.of("http://127.0.0.1:3000", null, Path.of("token"))
                        .endpoint()
                        .tokenFile())
                .isEqualTo(Path.of("token"));
    }
}
