// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HMAC-SHA256 against published vectors, and the forms in which signatures are sent. */
class SignatureTest {
    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);

    /** The example of GitHub's documentation. */
    private static final Secret SECRET = Secret.of("It's a Secret to Everybody");

    private static final String HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    /** RFC 4231, section 4; case 5 is of a truncated value, which nobody sends. */
    @ParameterizedTest
    @CsvSource({
        "0b*20, 4869205468657265, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "4a656665*1, 7768617420646f2079612077616e7420666f72206e6f7468696e673f, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "aa*20, dd*50, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        "0102030405060708090a0b0c0d0e0f10111213141516171819*1, cd*50, 82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        "aa*131, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "aa*131, 5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e, 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    })
    void theVectorsOfRfc4231AreMet(String key, String data, String expected) {
        byte[] mac = Signature.hmac(bytes(key), bytes(data));

        assertThat(HexFormat.of().formatHex(mac)).isEqualTo(expected);
    }

    private static byte[] bytes(String hexTimes) {
        int times = hexTimes.indexOf('*');
        return times < 0
                ? HexFormat.of().parseHex(hexTimes)
                : HexFormat.of()
                        .parseHex(hexTimes.substring(0, times).repeat(Integer.parseInt(hexTimes.substring(times + 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256=" + HEX, "SHA256=" + HEX, "sha256= " + HEX})
    void theExampleOfGitHubIsRight(String header) {
        assertThat(Signature.ofHex(header).isOf(BODY, List.of(SECRET))).isTrue();
    }

    @Test
    void hexadecimalDigitsMayBeOfEitherCase() {
        assertThat(Signature.ofHex("sha256=" + HEX.toUpperCase(java.util.Locale.ROOT))
                        .isOf(BODY, List.of(SECRET)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256=",
                "sha256=7571",
                "sha256=" + HEX + "00",
                "sha256=657107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g",
                HEX,
                "sha1=" + HEX,
                "sha512=" + HEX,
                "sha1=7571070000000000000000000000000000000000",
            })
    void anythingElseIsWrong(String header) {
        assertThat(Signature.ofHex(header).isOf(BODY, List.of(SECRET))).isFalse();
    }

    @Test
    void aChangedBodyOrAnotherSecretIsWrong() {
        Signature signature = Signature.ofHex("sha256=" + HEX);
        byte[] changed = BODY.clone();
        changed[0] ^= 1;

        assertThat(signature.isOf(changed, List.of(SECRET))).isFalse();
        assertThat(signature.isOf(BODY, List.of(Secret.of("It's a Secret to Nobody"))))
                .isFalse();
        assertThat(signature.isOf(BODY, List.of())).isFalse();
    }

    @Test
    void whileSecretsAreExchangedEitherIsRight() {
        Secret next = Secret.of("0123456789abcdef0123456789abcdef");

        assertThat(Signature.ofHex("sha256=" + HEX).isOf(BODY, List.of(next, SECRET)))
                .isTrue();
        assertThat(Signature.ofHex("sha256=" + HEX).isOf(BODY, List.of(SECRET, next)))
                .isTrue();
    }

    /** The example of the Standard Webhooks specification. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,AAAA",
            })
    void theExampleOfStandardWebhooksIsRight(String header) {
        Secret secret = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        String id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

        assertThat(Signature.ofStandardWebhook(id, "1614265330", header).isOf(body, List.of(secret)))
                .isTrue();
        assertThat(Signature.ofStandardWebhook(id, "1614265331", header).isOf(body, List.of(secret)))
                .as("the time is signed as well")
                .isFalse();
        assertThat(Signature.ofStandardWebhook("msg_other", "1614265330", header)
                        .isOf(body, List.of(secret)))
                .as("so is the id")
                .isFalse();
    }

    @Test
    void aSecretNeitherPrintsItselfNorIsGuessable() {
        assertThat(SECRET).hasToString("***");
        assertThat(List.of(SECRET).toString()).doesNotContain("Everybody");
        assertThatThrownBy(() -> Secret.of("tooshort-canary"))
                .hasMessageContaining("16 to 512")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> Secret.of("0123456789abcdef\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secret.of(" 0123456789abcdef")).isInstanceOf(IllegalArgumentException.class);
    }
}
