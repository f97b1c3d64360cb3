// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The watch of one kind against a server that does what it may. */
class KindWatchTest {
    private static final String END =
            "{'type':'BOOKMARK','object':{'metadata':{'resourceVersion':'100','annotations':{'k8s.io/initial-events-end':'true'}}}}";
    private static final String COLUMNS =
            "'columnDefinitions':[{'name':'Name'},{'name':'Ready'},{'name':'Up-to-date'},{'name':'Available'}]";

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedServer server = new ScriptedServer();
    private final OutageGate gate = new OutageGate(loop, new Random(1));
    private final WatchTotals totals = new WatchTotals(WorkloadKind.DEPLOYMENT);
    private final List<String> heard = new ArrayList<>();
    private final WatchListener listener = new WatchListener() {
        @Override
        public void listed(WorkloadKind kind, List<Workload> workloads) {
            heard.add("listed " + workloads.size());
        }

        @Override
        public void changed(WorkloadKind kind, WatchLine.Type type, Row row) {
            heard.add(type + " " + row.name() + " " + row.ready() + "/" + row.desired() + " " + row.upToDate());
        }
    };
    private final KindWatch watch =
            new KindWatch(loop, server, gate, WorkloadKind.DEPLOYMENT, listener, totals, new Random(1));

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String row(String version, String name, String ready) {
        return json("{'type':'MODIFIED','object':{'kind':'Table','metadata':{'resourceVersion':'" + version + "'},"
                + COLUMNS + ",'rows':[{'cells':['" + name + "','" + ready + "',2,2],'object':null}]}}");
    }

    private void settle() {
        loop.pass(Duration.ofMillis(1));
    }

    /** Lists nothing and begins to watch. */
    private ScriptedServer.Open watching() {
        watch.start();
        server.last().accept();
        server.last().send(json(END));
        settle();
        server.last().accept();
        settle();
        return server.last();
    }

    @Test
    void aStreamingListIsFollowedByAWatchOfRowsFromItsVersion() {
        ScriptedServer.Open stream = watching();
        assertThat(stream.path).contains("includeObject=None").contains("resourceVersion=100&");
        stream.send(row("101", "web", "1/2"));
        settle();
        assertThat(heard).containsExactly("listed 0", "MODIFIED web 1/2 2");
        assertThat(server.streams.getFirst().cancelled).isTrue();
    }

    @Test
    void aServerWithoutStreamingListsIsAskedForPages() {
        server.answers = path -> ScriptedServer.json(
                path.contains("continue")
                        ? json("{'metadata':{'resourceVersion':'7'},'items':[{},{}]}")
                        : json("{'metadata':{'resourceVersion':'7','continue':'next'},'items':[{}]}"));
        watch.start();
        server.last().end(422);
        settle();
        assertThat(heard).containsExactly("listed 3");
        assertThat(server.last().path).contains("resourceVersion=7&");
    }

    @Test
    void aServerThatTakesAStreamingListForAnOrdinaryWatchIsAskedForPages() {
        server.answers = path -> ScriptedServer.json(json("{'metadata':{'resourceVersion':'7'},'items':[]}"));
        watch.start();
        server.last().accept();
        loop.pass(Duration.ofSeconds(11));
        assertThat(heard).containsExactly("listed 0");
    }

    @Test
    void aPageThatIsTooLongIsAskedForInSmallerOnes() {
        server.answers = path -> path.contains("limit=500")
                ? new ApiAnswer.TooLong(8)
                : ScriptedServer.json(json("{'metadata':{'resourceVersion':'7'},'items':[{}]}"));
        watch.start();
        server.last().end(422);
        settle();
        assertThat(server.asked).anyMatch(asked -> asked.contains("limit=100"));
        assertThat(heard).containsExactly("listed 1");
    }

    @Test
    void aBrokenWatchGoesOnFromTheLastVersionHeard() {
        ScriptedServer.Open stream = watching();
        stream.send(
                json(
                        "{'type':'BOOKMARK','object':{'kind':'Table','metadata':{'resourceVersion':'150'},'rows':[{'cells':['','0/0']}]}}"));
        stream.breakOff();
        loop.pass(Duration.ofSeconds(1));
        assertThat(server.last().path).contains("resourceVersion=150&");
        assertThat(heard).containsExactly("listed 0");
        assertThat(totals.relists()).isEmpty();
    }

    @Test
    void aLostVersionIsListedAgainOnceHoweverItIsSaid() {
        ScriptedServer.Open stream = watching();
        stream.send(json("{'type':'ERROR','object':{'kind':'Status','code':410,'message':'too old'}}"));
        loop.pass(Duration.ofSeconds(4));
        assertThat(server.watching()).isFalse();
        server.last().accept();
        server.last().send(json(END));
        settle();
        server.last().end(410);
        loop.pass(Duration.ofSeconds(5));
        assertThat(server.watching()).isFalse();
        assertThat(totals.relists()).containsEntry("gone", 2L);
        assertThat(server.streams).hasSize(5);
    }

    @Test
    void aServerThatEndsEachWatchAtOnceIsNotAskedForEverAndThenListedAgain() {
        ScriptedServer.Open first = watching();
        server.onStream = open -> {
            if (server.watching()) {
                loop.execute(() -> open.end(200));
            }
        };
        first.end(200);
        loop.pass(Duration.ofSeconds(12));
        assertThat(server.streams).hasSize(5);
        assertThat(server.watching()).isFalse();
        assertThat(totals.relists()).containsEntry("closed", 1L);
    }

    @Test
    void aSilentWatchIsReplacedAfterThreeMinutesAndNotBefore() {
        watching();
        loop.pass(Duration.ofSeconds(175));
        assertThat(server.streams).hasSize(2);
        loop.pass(Duration.ofSeconds(20));
        assertThat(server.streams).hasSize(3);
        assertThat(server.streams.get(1).cancelled).isTrue();
        assertThat(totals.silences()).isEqualTo(1);
    }

    @Test
    void anOverloadedServerIsLeftAloneAsLongAsItAsksAndIsNotListedAgain() {
        ScriptedServer.Open stream = watching();
        stream.end(200);
        loop.pass(Duration.ofSeconds(3));
        server.last().listener.ended(new ApiAnswer.Received(429, new byte[0], Duration.ofSeconds(20)));
        int before = server.streams.size();
        loop.pass(Duration.ofSeconds(19));
        assertThat(server.streams).hasSize(before);
        loop.pass(Duration.ofSeconds(2));
        assertThat(server.streams).hasSize(before + 1);
        assertThat(server.watching()).isTrue();
    }

    @Test
    void aForbiddenWatchNamesTheVerbAndIsTriedAgainSeldom() {
        server.onStream = open -> loop.execute(() -> open.end(403));
        watch.start();
        loop.pass(Duration.ofMinutes(10));
        assertThat(totals.forbiddenVerb()).isEqualTo("watch");
        assertThat(gate.isOpen()).isTrue();
        assertThat(server.streams).hasSizeBetween(20, 26);
    }

    @Test
    void tenMinutesWithoutAServerCostThreeKindsTogetherAFewRequestsAMinute() {
        List<KindWatch> three = new ArrayList<>();
        for (WorkloadKind kind : WorkloadKind.values()) {
            three.add(new KindWatch(loop, server, gate, kind, listener, new WatchTotals(kind), new Random(2)));
        }
        server.onStream = open -> loop.execute(open::breakOff);
        three.forEach(KindWatch::start);
        loop.pass(Duration.ofMinutes(10));
        assertThat(server.streams.size() / 600.0).isLessThan(0.06);

        server.onStream = open -> loop.execute(() -> {
            open.accept();
            if (open.path.contains("sendInitialEvents")) {
                open.send(json(END));
            }
        });
        loop.pass(Duration.ofSeconds(34));
        assertThat(heard).containsExactly("listed 0", "listed 0", "listed 0");
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void aWatchThatIsStoppedAsksNothingMore() {
        watching();
        watch.stop();
        int before = server.asked.size();
        loop.pass(Duration.ofMinutes(30));
        assertThat(server.asked).hasSize(before);
        assertThat(server.last().cancelled).isTrue();
    }
}
