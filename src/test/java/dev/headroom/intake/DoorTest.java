// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Who may write, from where and with what. */
class DoorTest {
    private static final Instant NOW = Instant.parse("2024-05-28T09:00:00Z");
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String SIGNING = "fedcba9876543210fedcba9876543210";
    private static final Channel GITHUB = Channel.ofWebhook("github");
    private static final Channel GITLAB = Channel.ofWebhook("gitlab");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private static final Secrets SECRETS = new Secrets() {
        @Override
        public List<Secret> tokens() {
            return List.of(Secret.of("another token, still live"), Secret.of(TOKEN));
        }

        @Override
        public List<Secret> signing(String channel) {
            return channel.equals("plain") ? List.of() : List.of(Secret.of(SIGNING));
        }
    };

    private final Door door = new Door(SECRETS, true, InstantSource.fixed(NOW));

    private static MockHttpServletRequest from(String address) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/deploys");
        request.setRemoteAddr(address);
        request.addHeader("Host", "localhost:19847");
        return request;
    }

    private static MockHttpServletRequest with(MockHttpServletRequest request, String name, String value) {
        request.removeHeader(name);
        request.addHeader(name, value);
        return request;
    }

    private Optional<Signature> admit(Channel channel, MockHttpServletRequest request) {
        return door.admit(channel, new Sender(request));
    }

    private void isRefused(Refusal refusal, Channel channel, MockHttpServletRequest request) {
        assertThatThrownBy(() -> admit(channel, request).ifPresent(sent -> door.check(channel, sent, BODY)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(refusal));
    }

    private static String signed(byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(Signature.hmac(SIGNING.getBytes(StandardCharsets.US_ASCII), body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void fromThisMachineNothingIsAskedFor(String address) {
        assertThat(admit(Channel.PLAIN, from(address))).isEmpty();
    }

    @Test
    void aSignatureLetsNobodyWriteWhatIsNoWordOfADeploy() {
        isRefused(Refusal.NO_SECRET, Channel.PEOPLE, with(from("10.0.0.1"), "X-Hub-Signature-256", signed(BODY)));
        isRefused(Refusal.NO_SECRET, Channel.PEOPLE, with(from("127.0.0.1"), "X-Signature", signed(BODY)));
        assertThat(admit(Channel.PEOPLE, with(from("10.0.0.1"), "Authorization", "Bearer " + TOKEN)))
                .isEmpty();
        isRefused(Refusal.NO_CREDENTIALS, Channel.PEOPLE, from("10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.1.1", "fe80::1%eth0", "2001:db8::1", "0.0.0.0", "169.254.169.254"})
    void fromAnywhereElseAProofIs(String address) {
        isRefused(Refusal.NO_CREDENTIALS, Channel.PLAIN, from(address));
        assertThat(admit(Channel.PLAIN, with(from(address), "Authorization", "Bearer " + TOKEN)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void whatAProxyPassesOnIsNotFromThisMachine(String header) {
        isRefused(Refusal.NO_CREDENTIALS, Channel.PLAIN, with(from("127.0.0.1"), header, "127.0.0.1"));
        isRefused(Refusal.NO_CREDENTIALS, Channel.PLAIN, with(from("10.0.0.1"), header, "127.0.0.1"));
    }

    @Test
    void thisMachineIsNotTrustedWhereItShallNotBe() {
        Door strict = new Door(SECRETS, false, InstantSource.fixed(NOW));

        assertThatThrownBy(() -> strict.admit(Channel.PLAIN, new Sender(from("127.0.0.1"))))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.NO_CREDENTIALS));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST:19847, true",
        "127.0.0.1:19847, true",
        "[::1]:19847, true",
        "headroom.localhost, true",
        "evil.example:19847, false",
        "127.0.0.1.evil.example, false",
        "localhost.evil.example, false",
        "10.0.0.1, false",
        "localhost:19847@evil.example, false",
    })
    void aNameThatWasMadeToPointHereIsNotTrusted(String host, boolean trusted) {
        MockHttpServletRequest request = with(from("127.0.0.1"), "Host", host);
        if (trusted) {
            assertThat(admit(Channel.PLAIN, request)).isEmpty();
        } else {
            isRefused(Refusal.FOREIGN_HOST, Channel.PLAIN, request);
            assertThat(admit(Channel.PLAIN, with(request, "Authorization", "Bearer " + TOKEN)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://localhost",
        "Origin, http://localhost:19848",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
    })
    void aPageOfAnotherSiteMayNotWriteWhateverItBrings(String header, String value) {
        isRefused(Refusal.FOREIGN_ORIGIN, Channel.PLAIN, with(from("127.0.0.1"), header, value));
        isRefused(
                Refusal.FOREIGN_ORIGIN,
                Channel.PLAIN,
                with(with(from("10.0.0.1"), header, value), "Authorization", "Bearer " + TOKEN));
    }

    @Test
    void aPageOfOursMay() {
        MockHttpServletRequest request = with(from("127.0.0.1"), "Origin", "http://localhost:19847");
        assertThat(admit(Channel.PLAIN, with(request, "Sec-Fetch-Site", "same-origin")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcdef0123456789abcdeX",
                "Bearer 0123456789abcdef",
                "Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                TOKEN,
                "Bearer " + TOKEN + "0",
                "Bearer " + SIGNING,
            })
    void aWrongTokenIsRefusedAlsoFromThisMachine(String header) {
        isRefused(Refusal.WRONG_TOKEN, Channel.PLAIN, with(from("127.0.0.1"), "Authorization", header));
        isRefused(Refusal.WRONG_TOKEN, GITHUB, with(from("10.0.0.1"), "Authorization", header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + TOKEN, "bearer " + TOKEN, "Bearer another token, still live"})
    void eitherOfTwoTokensIsRight(String header) {
        assertThat(admit(GITHUB, with(from("10.0.0.1"), "Authorization", header)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Hub-Signature-256", "X-Signature"})
    void aSignatureIsHeldAgainstTheBody(String header) {
        MockHttpServletRequest request = with(from("10.0.0.1"), header, signed(BODY));

        Signature signature = admit(GITHUB, request).orElseThrow();
        door.check(GITHUB, signature, BODY);
        assertThatThrownBy(() -> door.check(GITHUB, signature, "{ }".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.WRONG_SIGNATURE));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Hub-Signature-256, sha256=00",
        "X-Signature, sha512=00",
        "X-Hub-Signature, sha1=0123456789012345678901234567890123456789",
        "X-Signature, ''",
    })
    void aWrongSignatureIsRefusedAlsoFromThisMachineAndBesideARightToken(String header, String value) {
        isRefused(Refusal.WRONG_SIGNATURE, GITHUB, with(from("127.0.0.1"), header, value));
        isRefused(
                Refusal.WRONG_SIGNATURE,
                GITHUB,
                with(with(from("10.0.0.1"), header, value), "Authorization", "Bearer " + TOKEN));
    }

    @Test
    void aSignatureThatCannotBeCheckedIsRefused() {
        isRefused(Refusal.NO_SECRET, Channel.PLAIN, with(from("127.0.0.1"), "X-Signature", signed(BODY)));
    }

    @Test
    void gitLabSendsItsSecretAsItIs() {
        assertThat(admit(GITLAB, with(from("10.0.0.1"), "X-Gitlab-Token", SIGNING)))
                .isEmpty();
        isRefused(Refusal.WRONG_TOKEN, GITLAB, with(from("127.0.0.1"), "X-Gitlab-Token", TOKEN));
        isRefused(Refusal.NO_CREDENTIALS, GITHUB, with(from("10.0.0.1"), "X-Gitlab-Token", SIGNING));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "299, true", "-299, true", "300, true", "301, false", "-301, false", "86400, false"})
    void aSignedTimeHoldsForFiveMinutes(long ageSeconds, boolean holds) {
        MockHttpServletRequest request =
                standard(Long.toString(NOW.minusSeconds(ageSeconds).getEpochSecond()));
        if (holds) {
            assertThat(admit(GITHUB, request)).isPresent();
        } else {
            isRefused(Refusal.OLD_SIGNATURE, GITHUB, request);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "99999999999999999999"})
    void aSignedTimeThatIsNoneIsRefused(String timestamp) {
        isRefused(Refusal.OLD_SIGNATURE, GITHUB, standard(timestamp));
    }

    private static MockHttpServletRequest standard(@Nullable String timestamp) {
        MockHttpServletRequest request = with(from("10.0.0.1"), "webhook-signature", "v1,AAAA");
        with(request, "webhook-timestamp", String.valueOf(timestamp));
        return with(request, "webhook-id", "msg_1");
    }

    @Test
    void noRefusalRepeatsWhatWasSentOrWhatIsExpected() {
        for (MockHttpServletRequest request : List.of(
                with(from("10.0.0.1"), "Authorization", "Bearer canary-canary-canary"),
                with(from("10.0.0.1"), "X-Signature", "sha256=canary"),
                with(from("10.0.0.1"), "Origin", "https://canary.example"))) {
            assertThatThrownBy(() -> admit(GITHUB, request).ifPresent(sent -> door.check(GITHUB, sent, BODY)))
                    .hasMessageNotContaining("canary")
                    .hasMessageNotContaining(TOKEN)
                    .hasMessageNotContaining(SIGNING);
        }
    }
}
