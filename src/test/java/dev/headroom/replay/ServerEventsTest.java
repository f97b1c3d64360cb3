// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerEventsTest {
    private final ServerEvents events = new ServerEvents("run-1", Duration.ofSeconds(2));

    private static BufferedReader stream(String text) {
        return new BufferedReader(new StringReader(text));
    }

    @Test
    void anEventHasItsNameAndItsDataAndCommentsAreNone() throws IOException {
        BufferedReader in = stream(": hi\n\nevent: deploy\r\ndata: {\"a\": 1}\r\n\r\ndata:x\ndata: y\n\n");

        assertThat(events.next(in)).isEqualTo(new ServerEvent("deploy", "{\"a\": 1}"));
        assertThat(events.next(in)).isEqualTo(new ServerEvent("message", "x\ny"));
        assertThat(events.next(in)).isNull();
    }

    @Test
    void theIdOfAnEventCountsOnceAllOfItHasCome() throws IOException {
        BufferedReader in =
                stream("id: run-7\nevent: a\ndata: 1\n\nevent: b\ndata: 2\n\nid: run-8\nevent: c\ndata: 3\n");

        events.next(in);
        assertThat(events.lastId()).isEqualTo("run-7");
        events.next(in);
        assertThat(events.lastId()).as("an event without an id").isEqualTo("run-7");
        assertThat(events.next(in)).as("cut before its end").isNull();
        assertThat(events.lastId()).isEqualTo("run-7");
    }

    @Test
    void theStreamSaysHowLongToWaitAMinuteAtMost() throws IOException {
        events.next(stream("retry: 500\n\nretry: soon\n\n"));
        assertThat(events.retry()).isEqualTo(Duration.ofMillis(500));
        events.next(stream("retry: 999999999\n\n"));
        assertThat(events.retry()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aLineWithoutEndIsRefused() {
        assertThatThrownBy(() -> events.next(stream("data: " + "x".repeat(1 << 20))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 MiB");
    }
}
