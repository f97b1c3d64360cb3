// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployBook;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.webhook.WebhookSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders repeat themselves and networks reorder: each deploy is known once all the same, and as it was told. */
class ShuffledDeliveriesTest {
    private static final int DEPLOYS = 400;
    private static final int DELIVERIES = 10_000;
    private static final Instant START = Instant.parse("2024-05-28T09:00:00Z");

    private final Map<String, Deploy> known = new LinkedHashMap<>();
    private int changes;

    private static byte[] body(int deploy, String state) {
        Instant created = START.plusSeconds(deploy * 20L);
        Instant at = created.plusSeconds(state.equals("in_progress") ? 5 : 65);
        return """
                {"deployment_status":{"state":"%s","created_at":"%s"},"deployment":{"id":%d,"created_at":"%s","sha":"abc"},
                 "repository":{"full_name":"shop/app-%d"}}""".formatted(state, at, deploy, created, deploy).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void tenThousandDeliveriesInAnyOrderGiveEachDeployOnce(long seed) {
        DeployBook book = new DeployBook();
        DeployInbox inbox = report -> {
            DeployBook.Change change = book.consider(report);
            changes += change.duplicate() ? 0 : 1;
            book.apply(change);
            known.put(change.deploy().id(), change.deploy());
            return new DeployInbox.Receipt(change.deploy(), change.duplicate());
        };
        Intake intake = new Intake(inbox, InstantSource.fixed(START.plus(Duration.ofDays(1))));
        List<byte[]> deliveries = new ArrayList<>();
        for (int i = 0; i < DELIVERIES; i++) {
            int deploy = i / 2 % DEPLOYS;
            deliveries.add(body(deploy, i % 2 == 0 ? "in_progress" : deploy % 3 == 0 ? "failure" : "success"));
        }
        Collections.shuffle(deliveries, new Random(seed));

        for (byte[] delivery : deliveries) {
            assertThat(intake.webhook(WebhookSource.GITHUB, delivery, name -> null)
                            .receipts())
                    .hasSize(1);
        }

        assertThat(known).hasSize(DEPLOYS);
        assertThat(changes).isEqualTo(2 * DEPLOYS);
        assertThat(known.values()).allSatisfy(deploy -> {
            int number = Integer.parseInt(deploy.externalId());
            Instant created = START.plusSeconds(number * 20L);
            assertThat(deploy.phase()).isEqualTo(number % 3 == 0 ? Phase.FAILED : Phase.SUCCEEDED);
            assertThat(deploy.startedAt()).isEqualTo(created.plusSeconds(5));
            assertThat(deploy.finishedAt()).isEqualTo(created.plusSeconds(65));
        });
    }
}
