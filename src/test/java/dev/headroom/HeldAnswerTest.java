// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class HeldAnswerTest {
    private static final int ROOM = 10;

    private final Semaphore room = new Semaphore(ROOM);
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse client = new MockHttpServletResponse();
    private final HeldAnswer answer = new HeldAnswer(request, client, room);

    @Test
    void nothingReachesTheClientWhileThereIsRoom() throws IOException {
        answer.getOutputStream().write("whole".getBytes(UTF_8));
        answer.flushBuffer();

        assertThat(client.getContentAsString()).isEmpty();
        assertThat(client.isCommitted()).isFalse();
        assertThat(answer.held()).hasContent("whole");
        assertThat(room.availablePermits()).isEqualTo(ROOM - 5);

        answer.forget();
        assertThat(room.availablePermits()).isEqualTo(ROOM);
    }

    @Test
    void whatIsWrittenAsTextIsHeldToo() throws IOException {
        answer.setCharacterEncoding("UTF-8");
        answer.getWriter().print("voilà");

        assertThat(answer.held()).hasContent("voilà");
        assertThat(client.getContentAsString()).isEmpty();
    }

    @Test
    void whereThereIsNoRoomForMoreItGoesStraightToTheClientInItsOrder() throws IOException {
        for (String part : new String[] {"one ", "two ", "three ", "four"}) {
            answer.getOutputStream().write(part.getBytes(UTF_8));
        }

        assertThat(client.getContentAsString()).isEqualTo("one two three four");
        assertThat(answer.held()).isEmpty();
        assertThat(room.availablePermits()).as("given back").isEqualTo(ROOM);
    }

    @Test
    void anErrorTakesThePlaceOfWhatWasHeld() throws IOException {
        answer.getOutputStream().write("half".getBytes(UTF_8));
        answer.sendError(503);

        assertThat(answer.held()).isEmpty();
        assertThat(client.getStatus()).isEqualTo(503);
        assertThat(room.availablePermits()).isEqualTo(ROOM);
    }

    @Test
    void whatIsResetIsForgotten() throws IOException {
        answer.getWriter().print("half");
        answer.reset();
        answer.getOutputStream().write("whole".getBytes(UTF_8));

        assertThat(answer.held()).hasContent("whole");
    }

    @Test
    void whoHasTakenTheExchangeOffItsThreadWritesToTheClient() throws IOException {
        request.setAsyncSupported(true);
        request.startAsync();
        answer.getOutputStream().write("event".getBytes(UTF_8));

        assertThat(client.getContentAsString()).isEqualTo("event");
        assertThat(answer.held()).isEmpty();
    }
}
