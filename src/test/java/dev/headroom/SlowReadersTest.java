// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter in a web server of its own, with one thread. */
class SlowReadersTest {
    /** More than any socket takes that nobody reads from. */
    private static final int LARGE = 7 << 20;

    private final SlowReaders filter = new SlowReaders();
    private final Tomcat server = new Tomcat();

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server.setBaseDir(folder.toString());
        server.setPort(0);
        server.getConnector().setProperty("address", "127.0.0.1");
        server.getConnector().setProperty("maxThreads", "1");
        server.getConnector().setProperty("minSpareThreads", "1");
        Context context = server.addContext("", folder.toString());
        FilterDef definition = new FilterDef();
        definition.setFilterName("slow-readers");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap everything = new FilterMap();
        everything.setFilterName("slow-readers");
        everything.addURLPattern("/*");
        context.addFilterMap(everything);
        Tomcat.addServlet(context, "bytes", new Bytes()).setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "bytes");
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        server.destroy();
    }

    /** Answers with as many bytes as the path says; an error where that is no number. */
    private static final class Bytes extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String wanted = request.getRequestURI().substring(1);
            if (!wanted.matches("\\d+")) {
                response.getOutputStream().write(1);
                response.sendError(HttpServletResponse.SC_BAD_REQUEST);
                return;
            }
            byte[] body = new byte[Integer.parseInt(wanted)];
            Arrays.fill(body, (byte) 'x');
            response.getOutputStream().write(body);
        }
    }

    @Test
    void everyAnswerComesWholeAndGivesItsRoomBack() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int length : new int[] {0, 1, 8_192, 8_193, 100_000, LARGE, 2 * LARGE}) {
                HttpResponse<byte[]> answer = client.send(request("/" + length), BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).hasSize(length);
            }
            assertThat(client.send(request("/error"), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(400);
        }
        await().untilAsserted(() -> assertThat(filter.room()).isEqualTo(SlowReaders.MOST_BYTES));
    }

    @Test
    void aClientThatDoesNotReadHoldsNoThreadAndGivesItsRoomBackWhenItIsGone() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            try (Socket deaf = new Socket()) {
                deaf.setReceiveBufferSize(4_096);
                deaf.connect(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.getConnector().getLocalPort()));
                deaf.getOutputStream()
                        .write(("GET /" + LARGE + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                await().untilAsserted(() -> assertThat(filter.room()).isLessThan(SlowReaders.MOST_BYTES));

                assertThat(client.send(request("/1000"), BodyHandlers.ofByteArray())
                                .body())
                        .as("by the only thread")
                        .hasSize(1_000);
                assertThat(filter.room()).as("still on its way").isEqualTo(SlowReaders.MOST_BYTES - LARGE);
            }
            await().untilAsserted(() -> assertThat(filter.room()).isEqualTo(SlowReaders.MOST_BYTES));
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getConnector().getLocalPort() + path))
                .build();
    }
}
