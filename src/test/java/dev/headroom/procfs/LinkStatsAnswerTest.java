// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkStatsAnswerTest {
    private static final int SEQUENCE = 7;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int NEW_STATS = 92;
    private static final int MULTI = 2;
    private static final int INTERRUPTED = 0x10;

    private final List<String> seen = new ArrayList<>();
    private final LinkStatsAnswer answer =
            new LinkStatsAnswer((index, received, sent) -> seen.add(index + " " + received + " " + sent));

    @Test
    void everyInterfaceOfADumpInTwoDatagramsIsCounted() throws Exception {
        answer.begin(SEQUENCE);
        take(joined(stats(2, 1000, 2000, 200), stats(3, -1, 5, 184)));
        assertThat(answer.done()).isFalse();
        take(joined(stats(9, 0, 1, 208), end(DONE, 0)));
        assertThat(seen).containsExactly("2 1000 2000", "3 -1 5", "9 0 1");
        assertThat(answer.done()).isTrue();
        assertThat(answer.interrupted()).isFalse();
    }

    @Test
    void attributesOfOtherKindsAreSkipped() throws Exception {
        byte[] padding = attribute(0, new byte[3]);
        answer.begin(SEQUENCE);
        take(message(NEW_STATS, MULTI, joined(statsHeader(4), padding, counters(11, 12, 200))));
        assertThat(seen).containsExactly("4 11 12");
    }

    @Test
    void anInterruptedDumpIsKnownAsSuchUntilTheNextBegins() throws Exception {
        answer.begin(SEQUENCE);
        take(message(NEW_STATS, MULTI | INTERRUPTED, joined(statsHeader(4), counters(1, 2, 200))));
        assertThat(answer.interrupted()).isTrue();
        answer.begin(SEQUENCE);
        assertThat(answer.interrupted()).isFalse();
    }

    @Test
    void aKernelWithoutTheRequestIsRefusedWithItsErrno() {
        answer.begin(SEQUENCE);
        assertThatThrownBy(() -> take(end(ERROR, -95)))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("errno 95")
                .hasMessageContaining("4.7");
        assertThatThrownBy(() -> take(end(DONE, -12))).hasMessageContaining("errno 12");
    }

    @Test
    void anAnswerToAnotherRequestAMessageOfAnotherTypeAndNothingAreRefused() {
        answer.begin(SEQUENCE + 1);
        assertThatThrownBy(() -> take(end(DONE, 0))).hasMessageContaining("request 7 instead of 8");
        answer.begin(SEQUENCE);
        assertThatThrownBy(() -> take(message(16, MULTI, new byte[20]))).hasMessageContaining("type 16");
        assertThatThrownBy(() -> take(new byte[0])).hasMessageContaining("empty");
    }

    @Test
    void countersTooShortOrMissingAreRefused() {
        answer.begin(SEQUENCE);
        assertThatThrownBy(() -> take(stats(2, 1, 2, 32 - 8))).hasMessageContaining("24 bytes");
        assertThatThrownBy(() -> take(message(NEW_STATS, MULTI, statsHeader(2))))
                .hasMessageContaining("without counters");
        assertThat(seen).isEmpty();
    }

    @Test
    void k3ADatagramCutOffAtAnyByteYieldsNoOtherCountersAndNoEnd() {
        int one = stats(2, 1000, 2000, 200).length;
        byte[] whole = joined(stats(2, 1000, 2000, 200), stats(3, 3000, 4000, 200), end(DONE, 0));
        List<String> both = List.of("2 1000 2000", "3 3000 4000");
        for (int length = 0; length < whole.length; length++) {
            seen.clear();
            answer.begin(SEQUENCE);
            tolerate(Arrays.copyOf(whole, length));
            assertThat(answer.done()).as("done after %d bytes", length).isFalse();
            assertThat(seen).as("%d bytes", length).isEqualTo(both.subList(0, Math.min(2, length / one)));
        }
    }

    @Test
    void k3RandomBytesNeverFailOtherThanByNetlinkException() {
        Random random = new Random(42);
        byte[] whole = joined(stats(2, 1000, 2000, 200), stats(3, 3000, 4000, 200), end(DONE, 0));
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k <= i % 7; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            answer.begin(SEQUENCE);
            tolerate(damaged);
        }
    }

    private void tolerate(byte[] datagram) {
        try {
            take(datagram);
        } catch (NetlinkException e) {
            assertThat(e).hasMessageContaining("RTM_GETSTATS");
        }
    }

    private void take(byte[] datagram) throws NetlinkException {
        answer.take(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()), datagram.length);
    }

    private static byte[] stats(int index, long received, long sent, int statsBytes) {
        return message(NEW_STATS, MULTI, joined(statsHeader(index), counters(received, sent, statsBytes)));
    }

    private static byte[] statsHeader(int index) {
        return bytes(12).putInt(4, index).putInt(8, 1).array();
    }

    private static byte[] counters(long received, long sent, int size) {
        ByteBuffer stats = bytes(Math.max(size, 32)).putLong(16, received).putLong(24, sent);
        return attribute(1, Arrays.copyOf(stats.array(), size));
    }

    private static byte[] attribute(int type, byte[] payload) {
        ByteBuffer attribute = bytes((payload.length + 7) & ~3);
        attribute.putShort((short) (payload.length + 4)).putShort((short) type).put(payload);
        return attribute.array();
    }

    private static byte[] end(int type, int code) {
        return message(type, MULTI, bytes(4).putInt(code).array());
    }

    private static byte[] message(int type, int flags, byte[] payload) {
        ByteBuffer message = bytes(16 + payload.length);
        message.putInt(16 + payload.length).putShort((short) type).putShort((short) flags);
        return message.putInt(SEQUENCE).putInt(0).put(payload).array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer joined =
                bytes(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
