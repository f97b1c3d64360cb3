// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;

class ConfigurationFileTest {
    private final ConfigurationFile file = new ConfigurationFile();

    @Test
    void itIsReadAsSpringDoes() throws IOException {
        assertThat(file.load("it", new ByteArrayResource("headroom: {host: {target: api-1}}".getBytes(UTF_8))))
                .singleElement()
                .satisfies(source ->
                        assertThat(source.getProperty("headroom.host.target")).hasToString("api-1"));
    }

    @Test
    void oneThatIsNoYamlIsNamedWithLineAndColumn() {
        ByteArrayResource malformed = new ByteArrayResource("headroom:\n  host: {target: [}\n".getBytes(UTF_8), "mine");

        assertThatThrownBy(() -> file.load("it", malformed))
                .isInstanceOfSatisfying(
                        BadConfiguration.class,
                        bad -> assertThat(bad.getExitCode()).isEqualTo(2))
                .hasMessageContaining("mine")
                .hasMessageContaining("line 2, column 19");
    }

    @Test
    void oneInAnotherEncodingIsNamedToo() {
        ByteArrayResource latin1 = new ByteArrayResource(new byte[] {'a', ':', ' ', (byte) 0xFC, '\n'}, "mine");

        assertThatThrownBy(() -> file.load("it", latin1))
                .isInstanceOfSatisfying(
                        BadConfiguration.class,
                        bad -> assertThat(bad.getExitCode()).isEqualTo(2))
                .hasMessageContaining("mine");
    }

    @Test
    void oneThatCannotBeReadIsNamedAndEndsTheStartWithThree() {
        ByteArrayResource forbidden = new ByteArrayResource(new byte[0], "mine") {
            @Override
            public InputStream getInputStream() throws IOException {
                throw new FileNotFoundException("/etc/headroom/application.yaml (Permission denied)");
            }
        };

        assertThatThrownBy(() -> file.load("it", forbidden))
                .isInstanceOfSatisfying(BadConfiguration.class, bad -> {
                    assertThat(bad.getExitCode()).isEqualTo(3);
                    assertThat(bad.remedy()).contains("chmod");
                })
                .hasMessageContaining("mine")
                .hasMessageContaining("/etc/headroom/application.yaml (Permission denied)");
    }
}
