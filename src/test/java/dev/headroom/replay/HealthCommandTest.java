// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCommandTest {
    private HttpServer service;
    private volatile int status = 200;

    @BeforeEach
    void serve() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + service.getAddress().getPort() + "/readyz";
    }

    @Test
    void aServiceThatIsReadyEndsItWithZero() {
        CommandRun.Ended ended = new CommandRun().of("health", "--url", url());

        assertThat(ended.out()).isEqualTo("ready\n");
        assertThat(ended.code()).isZero();
    }

    @Test
    void aServiceThatIsNotReadyEndsItWithOneAndItsStatus() {
        status = 503;

        CommandRun.Ended ended = new CommandRun().of("health", "--url", url());

        assertThat(ended.out()).isEqualTo("not ready: " + url() + " answered 503\n");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void aServiceThatIsNotThereEndsItWithOneAndTheReason() {
        String nobody = url();
        service.stop(0);

        CommandRun.Ended ended = new CommandRun().of("health", "--url", nobody);

        assertThat(ended.out()).startsWith("not ready: " + nobody + ": ");
        assertThat(ended.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/hostname", "http:///readyz", "readyz", "gopher://127.0.0.1/"})
    void whatIsNoAddressOfAServiceIsRefusedByName(String url) {
        CommandRun.Ended ended = new CommandRun().of("health", "--url", url);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--url " + url, "expected one like http://127.0.0.1:19847/readyz");
    }
}
