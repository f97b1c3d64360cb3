// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to interfaces that are known by their index. */
class LinksTest {
    @TempDir
    private Path root;

    @Test
    void anIndexIsFoundAgainInAnyOrder() {
        Links links = links();
        read(links, "a", 5, "b", 6, "c", 7);
        links.begin();
        for (int index : new int[] {7, 5, 6}) {
            Link link = Objects.requireNonNull(links.nextByIndex(index), () -> "index " + index);
            links.count(link, index, 1);
        }
        links.end(true);
        assertThat(bytes(links)).isEqualTo(Map.of("a", 5.0, "b", 6.0, "c", 7.0));
        links.begin();
        assertThat(links.nextByIndex(8)).isNull();
    }

    @Test
    void k7AnInterfaceMadeAnewUnderTheSameNameCountsFromZeroAtOnce() {
        Links links = links();
        read(links, "veth1", 5);
        assertThat(bytes(links)).isEqualTo(Map.of("veth1", 500.0));
        read(links, "veth1", 9);
        assertThat(bytes(links)).isEqualTo(Map.of("veth1", 0.0));
    }

    @Test
    void k7NamesThatWereSwappedAreTakenForNewInterfaces() {
        Links links = links();
        read(links, "a", 5, "b", 6);
        for (int i = 0; i < links.size(); i++) {
            links.get(i).mistaken();
        }
        assertThat(links.nextByIndex(5)).isNull();
        read(links, "b", 5, "a", 6);
        assertThat(bytes(links)).isEqualTo(Map.of("a", 0.0, "b", 0.0));
    }

    @Test
    void k7AnInterfaceThatIsNotReadIsForgotten() {
        Links links = links();
        read(links, "a", 5, "b", 6);
        read(links, "b", 6);
        assertThat(bytes(links)).isEqualTo(Map.of("b", 600.0));
        assertThat(links.size()).isEqualTo(1);
    }

    private Links links() {
        return new Links(new HostOptions(root, Map.of(), List.of()), () -> 0);
    }

    private static void read(Links links, Object... namesAndIndexes) {
        links.begin();
        for (int i = 0; i < namesAndIndexes.length; i += 2) {
            Link link = links.nextByName((String) namesAndIndexes[i]);
            int index = (int) namesAndIndexes[i + 1];
            link.identify(index);
            links.count(link, index * 100L, 1);
        }
        links.end(true);
    }

    private static Map<String, Double> bytes(Links links) {
        RecordedCounters counters = new RecordedCounters();
        links.deliver(1, counters);
        return counters.network.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" RECEIVE"))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().replace(" RECEIVE", ""),
                        entry -> entry.getValue().bytes()));
    }
}
