// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static dev.headroom.exposition.ScriptedServer.gzip;
import static dev.headroom.exposition.ScriptedServer.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broken or hostile server may send instead of a page: rows S4 to S8 of the fault catalogue. */
@Timeout(120)
class HostileServerTest {
    private static final String TEXT = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    private static final String PACKED = TEXT + "Content-Encoding: gzip\r\n";
    private static final long GIB = 1L << 30;

    private final ScrapeRig rig = new ScrapeRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private ScrapeException failure(ScriptedServer.Script script) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return rig.failure(rig.client(server), Duration.ofSeconds(60));
        }
    }

    /** Says that it will send this much, and sends the piece again and again until the client goes. */
    private static ScriptedServer.Script endless(String head, byte[] piece) {
        return connection -> {
            connection.write(head);
            while (!connection.socket().isClosed()) {
                connection.write(piece);
            }
        };
    }

    private static byte[] chunk(byte[] bytes) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(bytes);
        chunk.writeBytes(new byte[] {'\r', '\n'});
        return chunk.toByteArray();
    }

    private static byte[] lines(String line) {
        return line.repeat(Math.max(1, 60_000 / line.length())).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anEndlessBodyIsCutAtALimit() throws Exception {
        byte[] comments = lines("# " + "x".repeat(1_000) + "\n");
        ScrapeException failure = failure(endless(TEXT + "Transfer-Encoding: chunked\r\n\r\n", chunk(comments)));

        assertThat(failure.reason()).isEqualTo(Reason.BODY_LIMIT);
        assertThat(failure).hasMessageContaining("67,108,864 bytes");
        assertThat(failure.cost().receivedBytes()).isBetween(64L << 20, 66L << 20);
    }

    @Test
    void anEndlessLineIsCutAtALimit() throws Exception {
        ScrapeException failure = failure(endless(
                TEXT + "Content-Length: " + GIB + "\r\n\r\n", "x".repeat(50_000).getBytes(StandardCharsets.UTF_8)));

        assertThat(failure.reason()).isEqualTo(Reason.BODY_LIMIT);
        assertThat(failure).hasMessageContaining("65536 bytes");
        assertThat(failure.cost().receivedBytes()).isLessThan(1 << 20);
    }

    @Test
    void aMillionSeriesAreCutAtALimit() throws Exception {
        ScrapeException failure =
                failure(endless(TEXT + "Content-Length: " + GIB + "\r\n\r\n", lines("other{n=\"1\"} 1\n")));

        assertThat(failure.reason()).isEqualTo(Reason.BODY_LIMIT);
        assertThat(failure).hasMessageContaining("200,000 lines");
    }

    @Test
    void aMillionSeriesThatAreWantedAreCutBeforeTheyFillTheHeap() throws Exception {
        ScriptedServer.Script script = connection -> {
            connection.write(TEXT + "Content-Length: " + GIB + "\r\n\r\n");
            for (int i = 0; !connection.socket().isClosed(); i++) {
                connection.write("wanted{n=\"" + "x".repeat(4_000) + i + "\"} 1\n");
            }
        };
        ScrapeException failure = failure(script);

        assertThat(failure.reason()).isEqualTo(Reason.BODY_LIMIT);
        assertThat(failure.cost().receivedBytes()).isLessThan(8 << 20);
    }

    @Test
    void aPackedBombIsCutByWhatItUnpacksTo() throws Exception {
        // a thousandth of its size when packed, as a bomb of 10 GiB in 10 MiB is
        byte[] bomb = gzip(lines("# " + "x".repeat(1_000) + "\n"));
        ScriptedServer.Script script = connection -> {
            connection.write(PACKED + "Transfer-Encoding: chunked\r\n\r\n");
            while (!connection.socket().isClosed()) {
                connection.write(chunk(bomb));
            }
        };
        ScrapeException failure = failure(script);

        assertThat(failure.reason()).isEqualTo(Reason.BODY_LIMIT);
        assertThat(failure.cost().receivedBytes())
                .as("bytes received of the bomb")
                .isLessThan(1 << 20);
        assertThat(failure.cost().elapsedSeconds()).isLessThan(30);
    }

    @Test
    void emptyMembersWithoutEndAreCutToo() throws Exception {
        byte[] members = new byte[60_000];
        byte[] empty = gzip(new byte[0]);
        for (int at = 0; at + empty.length <= members.length; at += empty.length) {
            System.arraycopy(empty, 0, members, at, empty.length);
        }
        byte[] whole = Arrays.copyOf(members, members.length / empty.length * empty.length);
        try (ScriptedServer server =
                        new ScriptedServer(endless(PACKED + "Transfer-Encoding: chunked\r\n\r\n", chunk(whole)));
                ScrapeRig small = new ScrapeRig(new PageLimits(1 << 20, 1_000, 10, 100, 1_000))) {
            ScrapeException failure = small.failure(small.client(server), Duration.ofSeconds(60));

            assertThat(failure.reason()).isEqualTo(Reason.BODY_LIMIT);
        }
    }

    @ParameterizedTest
    @CsvSource({"br, CONTENT_TYPE", "'gzip, gzip', CONTENT_TYPE", "deflate, CONTENT_TYPE"})
    void aPackingThatWasNotAskedForIsRefused(String encoding, Reason reason) throws Exception {
        byte[] body = gzip(gzip(ScrapeRig.PAGE.getBytes(StandardCharsets.UTF_8)));
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.answer(
                "200 OK", "Content-Type: text/plain\r\nContent-Encoding: " + encoding + "\r\n", body))) {
            assertThat(rig.failure(rig.client(server)).reason()).isEqualTo(reason);
        }
    }

    @Test
    void aPackedPageWithAWrongSumYieldsNothing() throws Exception {
        byte[] packed = gzip(ScrapeRig.PAGE.getBytes(StandardCharsets.UTF_8));
        packed[packed.length - 6] ^= 1;
        try (ScriptedServer server = ScriptedServer.answering(
                ScriptedServer.answer("200 OK", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", packed))) {
            ScrapeException failure = rig.failure(rig.client(server));

            assertThat(failure.reason()).isEqualTo(Reason.PARSE);
            assertThat(failure).hasMessageContaining("sum");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked", "packed", "reset"})
    void cutAnywhereItYieldsNothing(String kind) throws Exception {
        byte[] whole = answer(kind);
        for (int hundredth = 1; hundredth < 100; hundredth++) {
            byte[] cut = Arrays.copyOf(whole, Math.max(1, whole.length * hundredth / 100));
            ScrapeException failure = failure(connection -> {
                connection.write(cut);
                if (kind.equals("reset")) {
                    connection.socket().setSoLinger(true, 0);
                }
                connection.socket().close();
            });
            assertThat(failure.reason()).as("%s, cut at %d%%", kind, hundredth).isEqualTo(Reason.CUT);
        }
        assertThat(rig.samples()).isEmpty();
    }

    private static byte[] answer(String kind) {
        byte[] text = (ScrapeRig.PAGE + "other{n=\"1\"} 1\n".repeat(300)).getBytes(StandardCharsets.UTF_8);
        return switch (kind) {
            case "chunked" ->
                join(
                        (TEXT + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8),
                        chunk(Arrays.copyOf(text, 1_000)),
                        chunk(Arrays.copyOfRange(text, 1_000, text.length)),
                        chunk(new byte[0]));
            case "packed" ->
                join(
                        (PACKED + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8),
                        chunk(gzip(text)),
                        chunk(new byte[0]));
            default -> page(new String(text, StandardCharsets.UTF_8));
        };
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        for (String answer :
                new String[] {"SSH-2.0-OpenSSH_9.2\r\n", "\u0000\u0001\u0002\r\n\r\n", "HTTP/1.1 banana\r\n\r\n"}) {
            ScrapeException failure = failure(connection -> {
                connection.write(answer);
                connection.socket().close();
            });
            assertThat(failure.reason()).as(answer).isEqualTo(Reason.CUT);
        }
    }

    @Test
    void headersWithoutEndAreCut() throws Exception {
        ScriptedServer.Script script = endless(TEXT, lines("X-More: " + "x".repeat(500) + "\r\n"));

        assertThat(failure(script).reason()).isIn(Reason.CUT, Reason.BODY_LIMIT);
    }

    @Test
    void afterEveryFailureTheNextPageIsReadAsEver() throws Exception {
        byte[][] answers = {
            page("wanted 1f\n"),
            page("wanted 1"),
            page(ScrapeRig.PAGE),
            page("wanted 1\nwanted 2\n"),
            page(ScrapeRig.PAGE)
        };
        int[] turn = {0};
        try (ScriptedServer server = new ScriptedServer(connection -> connection.write(answers[turn[0]++]))) {
            ServerClient client = rig.client(server);
            rig.failure(client);
            rig.failure(client);
            rig.scrape(client);
            rig.failure(client);
            rig.scrape(client);

            assertThat(rig.samples()).containsExactly("wanted{a=b} 2.0", "wanted{a=b} 2.0");
        }
    }

    @Test
    void aScriptThatFailsIsNoSuccess() throws Exception {
        assertThat(failure(connection -> {
                            throw new IOException("planted");
                        })
                        .reason())
                .isEqualTo(Reason.CUT);
    }
}
