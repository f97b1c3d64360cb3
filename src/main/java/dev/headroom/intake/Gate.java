// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import dev.headroom.deploys.PlainText;
import dev.headroom.deploys.webhook.WebhookSource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Stands before everything under the API that writes: who sends, how fast, which type and how large, in this order, before a byte of the
 * body is read; then the body's signature, before it is parsed. A new endpoint that writes is behind it without being told. Thread
 * safe.
 */
final class Gate implements HandlerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger("headroom.intake");
    private static final Set<String> READING =
            Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.OPTIONS.name());
    private static final String SIGNATURE = Gate.class.getName() + ".signature";
    static final String DEPLOYS = "/api/v1/deploys";
    private static final String LOG_KEY = "log";

    private final Door door;
    private final RateLimit requests;
    private final RateLimit logLines;
    private final BodyReader bodies;
    private final RefusalCounts counts;

    /**
     * @param requests how many each sender may send to each channel
     * @param logLines how many refusals are logged; all are counted
     */
    Gate(Door door, RateLimit requests, RateLimit logLines, BodyReader bodies, RefusalCounts counts) {
        this.door = door;
        this.requests = requests;
        this.logLines = logLines;
        this.bodies = bodies;
        this.counts = counts;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!READING.contains(request.getMethod())) {
            Channel channel = channel(request);
            Sender sender = new Sender(request);
            Optional<Signature> signature = door.admit(channel, sender);
            requireSlow(channel, sender);
            requireKnown(channel);
            if (!request.getMethod().equals(HttpMethod.DELETE.name())) {
                requireType(channel, request);
            }
            signature.ifPresent(sent -> request.setAttribute(SIGNATURE, sent));
        }
        return true;
    }

    /** The body, once it is known to be what was signed. */
    byte[] body(HttpServletRequest request, Channel channel) {
        byte[] body = bodies.read(request);
        if (request.getAttribute(SIGNATURE) instanceof Signature signature) {
            door.check(channel, signature, body);
        }
        return body;
    }

    /** Counts each report of an answer against its sender, the first of which its request was counted for. */
    IntakeAnswer charged(HttpServletRequest request, Channel channel, IntakeAnswer answer) {
        int more = answer.receipts().size() - 1;
        if (more > 0) {
            requests.charge(key(channel, new Sender(request)), more);
        }
        return answer;
    }

    /** Counts a refusal and logs it, unless many were logged just before. */
    void count(HttpServletRequest request, RefusedException refused) {
        Channel channel = channel(request);
        counts.add(channel, refused.refusal());
        if (logLines.take(LOG_KEY).isZero()) {
            LOG.warn(
                    "refused what {} sent to {}: {} ({})",
                    new Sender(request).text(),
                    channel.id(),
                    PlainText.cleaned(String.valueOf(refused.getBody().getDetail())),
                    refused.refusal().id());
        }
    }

    private void requireSlow(Channel channel, Sender sender) {
        Duration wait = requests.take(key(channel, sender));
        if (wait.isPositive()) {
            throw RefusedException.later(Refusal.TOO_MANY, "More was sent than is taken from one sender.", wait, null);
        }
    }

    private static String key(Channel channel, Sender sender) {
        return channel.id() + " " + sender.site();
    }

    private static void requireKnown(Channel channel) {
        if (channel.equals(Channel.OTHER)) {
            throw RefusedException.of(
                    Refusal.UNKNOWN_SOURCE,
                    "There is no webhook of this name.",
                    "There are "
                            + Arrays.stream(WebhookSource.values())
                                    .map(WebhookSource::id)
                                    .collect(Collectors.joining(", "))
                            + "; anything else sends records to /api/v1/deploys.");
        }
    }

    private static void requireType(Channel channel, HttpServletRequest request) {
        MediaType type = type(request);
        boolean json = type != null
                && (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                        || type.getType().equals("application")
                                && type.getSubtype().endsWith("+json"));
        boolean text = channel.equals(Channel.PLAIN) && isText(request);
        if (!json && !text) {
            throw RefusedException.of(
                    Refusal.CONTENT_TYPE,
                    "The body's type is "
                            + (type == null
                                    ? "not given or no type"
                                    : "'" + type.getType() + "/" + type.getSubtype() + "'")
                            + ".",
                    "Send Content-Type: application/json"
                            + (channel.equals(Channel.PLAIN) ? ", or text/plain for lines of a log." : "."));
        }
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw RefusedException.of(
                    Refusal.CONTENT_ENCODING, "The body has a Content-Encoding.", "Send it uncompressed.");
        }
    }

    /** True when the body is plain text. */
    static boolean isText(HttpServletRequest request) {
        MediaType type = type(request);
        return type != null && type.equalsTypeAndSubtype(MediaType.TEXT_PLAIN);
    }

    private static @Nullable MediaType type(HttpServletRequest request) {
        String type = request.getContentType();
        try {
            return type == null ? null : MediaType.parseMediaType(type);
        } catch (InvalidMediaTypeException noType) {
            return null;
        }
    }

    private static Channel channel(HttpServletRequest request) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && variables.get("source") instanceof String source) {
            return Channel.ofWebhook(source);
        }
        return DEPLOYS.equals(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE))
                ? Channel.PLAIN
                : Channel.PEOPLE;
    }
}
