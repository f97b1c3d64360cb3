// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.realparts.ControlPlane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection against a real API server. */
class ApiConnectionIT {
    @TempDir
    static Path folder;

    private static ControlPlane controlPlane;

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    private static final class Lines implements ApiRequests.StreamListener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void line(byte[] line) {
            heard.add(new String(line, StandardCharsets.UTF_8));
        }

        @Override
        public void skipped(long bytes) {
            heard.add("skipped");
        }

        @Override
        public void ended(ApiAnswer why) {
            heard.add(why.toString());
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void itAsksAndWatchesWithTheCredentialsOfTheKubeconfigAndCountsWhatItCosts() throws Exception {
        try (ApiConnection connection = ApiConnection.open(ClusterAccess.of(controlPlane.kubeconfig(), "1.2.3"))) {
            assertThat(connection.send(ApiRequest.get("/version")).get())
                    .isInstanceOfSatisfying(
                            ApiAnswer.Received.class,
                            answer -> assertThat(answer.text()).contains("gitVersion"));
            assertThat(connection.send(ApiRequest.get("/apis/apps/v1/nothing")).get())
                    .isInstanceOfSatisfying(
                            ApiAnswer.Received.class,
                            answer -> assertThat(answer.status()).isEqualTo(404));
            Lines lines = new Lines();
            ApiRequests.Stream stream = connection.stream(ApiRequest.get("/api/v1/namespaces?watch=1"), lines);
            assertThat(lines.next()).isEqualTo("opened");
            assertThat(lines.next()).contains("\"ADDED\"");
            stream.cancel();

            assertThat(connection.counts().byCode()).containsEntry("200", 2L).containsEntry("404", 1L);
            assertThat(connection.counts().receivedBytes()).isGreaterThan(500);
        }
    }

    @Test
    void anUnknownCertificateIsRefusedAndSoAreCredentialsThatWouldAcceptIt() throws Exception {
        String trusting = Files.readString(controlPlane.kubeconfig());
        Path without = Files.writeString(
                folder.resolve("without-authority.yaml"),
                trusting.replaceAll(", certificate-authority: \"[^\"]*\"", ""));
        Path insecure = Files.writeString(
                folder.resolve("insecure.yaml"),
                trusting.replaceAll("certificate-authority: \"[^\"]*\"", "insecure-skip-tls-verify: true"));

        try (ApiConnection connection = ApiConnection.open(ClusterAccess.of(without, "1.2.3"))) {
            assertThat(connection.send(ApiRequest.get("/version")).get())
                    .isInstanceOfSatisfying(
                            ApiAnswer.Unreachable.class,
                            answer -> assertThat(answer.reason()).contains("SSL"));
        }
        assertThatThrownBy(() -> ClusterAccess.of(insecure, "1.2.3")).hasMessageContaining("insecure-skip-tls-verify");
    }

    @Test
    void aServerThatIsNotThereIsAnAnswerAtOnceAndIsAskedOnce() throws Exception {
        try (ApiConnection connection =
                ApiConnection.open(ClusterAccess.of(controlPlane.kubeconfig(1, ControlPlane.ADMIN_TOKEN), "1.2.3"))) {
            assertThat(connection.send(ApiRequest.get("/version")).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ApiAnswer.Unreachable.class);
            assertThat(connection.counts().byCode()).containsExactly(java.util.Map.entry("unreachable", 1L));
        }
    }
}
