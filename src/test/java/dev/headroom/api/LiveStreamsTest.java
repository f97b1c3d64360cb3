// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.detection.Burst;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams on driven clocks: a second passes because a test says so. */
@Timeout(30)
class LiveStreamsTest {
    private static final SignalKey CPU = new SignalKey("node-1", SignalKind.CPU, "");
    private static final Instant START = ApiTest.START;
    private static final JsonMapper JSON = new JsonMapper();

    private final FakeLiveView live = new FakeLiveView();
    private final List<Runnable> tickers = new ArrayList<>();
    private long nanos = 1_000;
    private Instant now = START;
    private final LiveStreams streams =
            new LiveStreams("1.2.3", "run", live, JSON, () -> now, () -> nanos, tickers::add);

    @Test
    void aStreamBeginsWithWhenToComeBackAndWithWhoThisIs() throws Exception {
        String text = told(streams.open(null));

        assertThat(text)
                .startsWith("retry: 2000\n\nid: run-0\nevent: hello\ndata: {")
                .contains("\"version\":\"1.2.3\"")
                .contains("\"start\":\"run\"");
    }

    @Test
    void factsAreToldToAllInTheirOrder() throws Exception {
        LiveStream one = streams.open(null);
        LiveStream other = streams.open(null);
        streams.fact("deploy", Map.of("n", 1));
        streams.fact("verdict", Map.of("n", 2));

        assertThat(told(one))
                .endsWith(
                        "id: run-1\nevent: deploy\ndata: {\"n\":1}\n\nid: run-2\nevent: verdict\ndata: {\"n\":2}\n\n");
        assertThat(told(other)).contains("id: run-1\n").contains("id: run-2\n");
    }

    @Test
    void whoComesBackIsToldWhatItMissedAndOthersAreNot() throws Exception {
        streams.fact("deploy", Map.of("n", 1));
        streams.fact("deploy", Map.of("n", 2));

        assertThat(told(streams.open("run-1")))
                .contains("id: run-1\nevent: hello\n")
                .endsWith("id: run-2\nevent: deploy\ndata: {\"n\":2}\n\n")
                .doesNotContain("event: reset");
        assertThat(told(streams.open(null)))
                .contains("id: run-2\nevent: hello\n")
                .doesNotContain("event: deploy");
    }

    @Test
    void whoComesBackToAnotherRunIsToldToReadEverythingAnew() throws Exception {
        streams.fact("deploy", Map.of("n", 1));

        assertThat(told(streams.open("before-7")))
                .contains("id: run-1\nevent: hello\n")
                .endsWith("event: reset\ndata: {\"reason\":\"the service was started anew\"}\n\n");
    }

    @Test
    void aThousandMissedFactsAreMoreThanMayWaitAndAreToldAllTheSame() throws Exception {
        for (int i = 0; i < RememberedFacts.MOST; i++) {
            streams.fact("deploy", Map.of("n", i));
        }

        assertThat(told(streams.open("run-0")).lines().filter(line -> line.startsWith("event: deploy")))
                .hasSize(RememberedFacts.MOST);
    }

    @Test
    void theHeartbeatComesEvery15Seconds() throws Exception {
        LiveStream stream = streams.open(null);
        for (int second = 1; second <= 44; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            streams.tick();
        }

        assertThat(told(stream).split("\n\n", -1)).filteredOn(":"::equals).hasSize(2);
    }

    @Test
    void aFrameSumsUpWhatCameSinceTheFrameBefore() throws Exception {
        live.signals.add(ApiTest.status(CPU, new Limit.Known(2), null));
        live.clips.put(CPU, clip(0, 0.25, 0.75));
        LiveStream stream = streams.open(null);
        now = START.plusSeconds(1);
        streams.tick();
        Burst open = ApiTest.detected("B1", CPU, 0, true);
        live.signals.set(0, ApiTest.status(CPU, new Limit.Known(2), open));
        live.clips.put(CPU, clip(2, 1.5));
        now = START.plusSeconds(2);
        streams.tick();

        List<JsonNode> frames = samples(told(stream));

        assertThat(frames.getFirst().path("now").asString()).contains("09:00:01");
        JsonNode first = frames.getFirst().path("signals").path(0);
        assertThat(first.path("target").asString()).isEqualTo("node-1");
        assertThat(first.path("signal").asString()).isEqualTo("cpu");
        assertThat(first.path("min").asDouble()).isEqualTo(0.25);
        assertThat(first.path("mean").asDouble()).isCloseTo(0.5, within(1e-9));
        assertThat(first.path("max").asDouble()).isCloseTo(0.75, within(1e-9));
        assertThat(first.path("openBurst").isNull()).isTrue();
        JsonNode second = frames.getLast().path("signals").path(0);
        assertThat(second.path("max").asDouble()).isCloseTo(1.5, within(1e-9));
        assertThat(second.path("openBurst").asString()).isEqualTo("B1");
        assertThat(live.asked)
                .containsExactly(ApiTest.nanos(START.minusSeconds(1)), ApiTest.nanos(START) + 200_000_000L);
    }

    @Test
    void aSignalOfWhichNothingCameIsLeftOut() throws Exception {
        live.signals.add(ApiTest.status(CPU, new Limit.Unknown("no speed"), null));
        LiveStream stream = streams.open(null);
        streams.tick();

        assertThat(samples(told(stream)).getFirst().path("signals")).isEmpty();
    }

    @Test
    void nothingRunsWhileNobodyListens() throws Exception {
        assertThat(streams.tick()).isFalse();
        assertThat(tickers).isEmpty();

        LiveStream stream = streams.open(null);
        streams.open(null);
        assertThat(tickers).hasSize(1);
        assertThat(streams.tick()).isTrue();

        streams.closed(stream);
        assertThat(streams.tick()).isTrue();
        streams.stop();
        assertThat(streams.tick()).isFalse();
    }

    @Test
    void itRunsAgainWhenSomebodyListensAgain() {
        streams.closed(streams.open(null));
        assertThat(streams.tick()).isFalse();

        streams.open(null);

        assertThat(tickers).hasSize(2);
    }

    @Test
    void thereAreSixteenAndNoMore() {
        List<LiveStream> all =
                Stream.generate(() -> streams.open(null)).limit(16).toList();

        assertThat(streams.count()).isEqualTo(16);
        assertThatThrownBy(() -> streams.open(null)).isInstanceOf(TooManyStreamsException.class);

        streams.closed(all.getFirst());
        assertThat(streams.open(null)).isNotNull();
    }

    @Test
    void noneIsOpenedOnceTheServiceStops() {
        streams.stop();

        assertThatThrownBy(() -> streams.open(null))
                .isInstanceOf(TooManyStreamsException.class)
                .hasMessage("The service stops.");
    }

    /** Its client reads nothing: the write does not return until the test lets it. */
    @Test
    void whoDoesNotKeepUpIsCutOffAndHoldsUpNobody() throws Exception {
        LiveStream stuck = streams.open(null);
        LiveStream other = streams.open(null);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Written written = new Written() {
            @Override
            public void write(byte[] text) throws IOException {
                writing.countDown();
                try {
                    assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.write(text);
            }
        };
        Thread writer = Thread.ofVirtual().start(() -> stuck.writeTo(written));
        assertThat(writing.await(20, TimeUnit.SECONDS)).isTrue();

        Written read = new Written();
        Thread reader = Thread.ofVirtual().start(() -> other.writeTo(read));
        read.events.acquire(2);
        for (int i = 0; i < LiveStream.MOST_WAITING + 1; i++) {
            streams.fact("deploy", Map.of("n", i));
            read.events.acquire();
        }
        goOn.countDown();
        writer.join();
        streams.fact("deploy", Map.of("n", "after"));
        read.events.acquire();
        other.end();
        reader.join();

        assertThat(written.closed).isTrue();
        assertThat(written.text()).isEqualTo("retry: 2000\n\n");
        streams.closed(stuck);
        assertThat(streams.count()).isEqualTo(1);
        assertThat(read.text().lines().filter(line -> line.startsWith("event: deploy")))
                .hasSize(LiveStream.MOST_WAITING + 2);
    }

    @Test
    void theStreamsEndWhenTheServiceStops() throws Exception {
        LiveStream stream = streams.open(null);
        Written written = new Written();
        Thread writer = Thread.ofVirtual().start(() -> stream.writeTo(written));
        written.flushed.await();

        streams.stop();
        writer.join();

        assertThat(written.closed).isTrue();
    }

    /** What a client reads of a stream that is told no more. */
    private static String told(LiveStream stream) throws InterruptedException {
        Written written = new Written();
        stream.tell("last\n\n".getBytes(StandardCharsets.UTF_8));
        Thread writer = Thread.ofVirtual().start(() -> stream.writeTo(written));
        written.last.await();
        stream.end();
        writer.join();
        return written.text().replace("last\n\n", "");
    }

    private static List<JsonNode> samples(String text) {
        return Stream.of(text.split("\n\n", -1))
                .filter(event -> event.startsWith("event: samples\n"))
                .map(event -> JSON.readTree(event.substring(event.indexOf("data: ") + 6)))
                .toList();
    }

    /** Samples of a tenth of a second, two cores. */
    private static SampleClip clip(int firstTenth, double... levels) {
        long[] starts = new long[levels.length];
        long[] ends = new long[levels.length];
        double[] usage = new double[levels.length];
        double[] capacity = new double[levels.length];
        for (int i = 0; i < levels.length; i++) {
            starts[i] = ApiTest.nanos(START) + (firstTenth + i) * 100_000_000L;
            ends[i] = starts[i] + 100_000_000L;
            usage[i] = levels[i] * 0.2;
            capacity[i] = 0.2;
        }
        return new SampleClip(starts, ends, usage, capacity);
    }

    private static class Written implements LiveStream.Output {
        private final StringBuffer text = new StringBuffer();
        final CountDownLatch flushed = new CountDownLatch(1);
        final Semaphore events = new Semaphore(0);
        final CountDownLatch last = new CountDownLatch(1);
        volatile boolean closed;

        @Override
        public void write(byte[] event) throws IOException {
            text.append(new String(event, StandardCharsets.UTF_8));
            events.release();
            if (text.indexOf("last\n\n") >= 0) {
                last.countDown();
            }
        }

        @Override
        public void flush() {
            flushed.countDown();
        }

        @Override
        public void close() {
            closed = true;
        }

        String text() {
            return text.toString();
        }
    }
}
