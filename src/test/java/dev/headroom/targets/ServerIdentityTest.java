// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.targets.ServerIdentity.Seen;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerIdentityTest {
    private final ServerIdentity identity = new ServerIdentity();

    private Seen at(long seconds, double startSeconds) {
        return identity.observe(startSeconds, Instant.ofEpochSecond(seconds));
    }

    @Test
    void aServerThatStaysIsTheSame() {
        assertThat(at(1_000, 500.25)).isEqualTo(Seen.SAME);
        assertThat(at(1_001, 500.25)).isEqualTo(Seen.SAME);
        assertThat(identity.restarts()).isZero();
    }

    @Test
    void aProcessThatStartedAfterTheServerWasLastSeenIsARestart() {
        at(1_000, 500);
        assertThat(at(1_010, 1_008)).isEqualTo(Seen.RESTARTED);
        assertThat(at(1_011, 1_008)).isEqualTo(Seen.SAME);
        assertThat(identity.restarts()).isEqualTo(1);
        assertThat(identity.changes()).isZero();
    }

    @Test
    void aProcessThatRanAlreadyWhenTheOtherWasSeenIsAnotherServer() {
        at(1_000, 500);
        assertThat(at(1_001, 900)).isEqualTo(Seen.UNSTABLE);
        assertThat(at(1_002, 500)).isEqualTo(Seen.UNSTABLE);
        assertThat(identity.restarts()).isZero();
        assertThat(identity.changes()).isEqualTo(2);
    }

    @Test
    void twoServersThatStartedTogetherAreToldApartAtTheFirstStepBack() {
        at(1_000, 995);
        assertThat(at(1_001, 998)).isEqualTo(Seen.RESTARTED);
        assertThat(at(1_002, 995)).isEqualTo(Seen.UNSTABLE);
        assertThat(identity.unstable()).isTrue();
    }

    @Test
    void aServerIsBelievedAgainAfterAMinuteAloneAndBeginsAnew() {
        at(1_000, 500);
        at(1_001, 900);
        at(1_002, 500);
        assertThat(at(1_061, 500)).isEqualTo(Seen.UNSTABLE);
        assertThat(at(1_062, 500)).isEqualTo(Seen.RESTARTED);
        assertThat(at(1_063, 500)).isEqualTo(Seen.SAME);
        assertThat(identity.unstable()).isFalse();
    }

    @Test
    void clocksThatDifferALittleDoNotMakeARestartAnotherServer() {
        at(1_000, 500);
        assertThat(at(1_015, 985)).isEqualTo(Seen.RESTARTED);
    }
}
