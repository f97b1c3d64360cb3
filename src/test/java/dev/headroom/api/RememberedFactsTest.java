// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.api.RememberedFacts.Missed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedFactsTest {
    private final RememberedFacts facts = new RememberedFacts("run");

    @Test
    void aFactStandsInTheStreamWithItsIdItsNameAndItsDataOnOneLine() {
        assertThat(text(facts.add("deploy", "{\"a\":1}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("id: run-1\nevent: deploy\ndata: {\"a\":1}\n\n");
        assertThat(facts.position()).isEqualTo("run-1");
    }

    @Test
    void aClientIsToldWhatCameAfterItsLastFact() {
        add(5);

        assertThat(numbers(facts.since("run-3"))).containsExactly("4", "5");
        assertThat(numbers(facts.since("run-5"))).isEmpty();
        assertThat(numbers(facts.since("run-0"))).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void aThousandAreRememberedAndNoMore() {
        add(1_200);

        assertThat(numbers(facts.since("run-200")))
                .hasSize(1_000)
                .startsWith("201")
                .endsWith("1200");
        assertThat(facts.since("run-199")).isEqualTo(new Missed("too much happened since", List.of()));
    }

    @Test
    void longOnesAreForgottenSooner() {
        byte[] long1 = ("\"" + "x".repeat(999_000) + "\"").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 6; i++) {
            facts.add("deploy", long1);
        }

        assertThat(facts.since("run-2").facts()).hasSize(4);
        assertThat(facts.since("run-1").lost()).isEqualTo("too much happened since");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-3", "", "run", "3", "other"})
    void anIdOfAnotherRunIsNotGoneOnAfter(String id) {
        add(5);

        assertThat(facts.since(id).lost()).isEqualTo("the service was started anew");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run-6", "run-", "run--1", "run-x", "run-1.5", "run-99999999999999999999", "run-1\nid: x"})
    void anIdThatWasNeverGivenIsNotGoneOnAfter(String id) {
        add(5);

        assertThat(facts.since(id).lost()).isEqualTo("no event has that id");
    }

    private void add(int count) {
        for (int i = 1; i <= count; i++) {
            facts.add("deploy", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> numbers(Missed missed) {
        assertThat(missed.lost()).isNull();
        return missed.facts().stream()
                .map(RememberedFactsTest::text)
                .map(fact -> fact.substring(fact.indexOf("data: ") + 6).strip())
                .toList();
    }

    private static String text(byte[] fact) {
        return new String(fact, StandardCharsets.UTF_8);
    }
}
