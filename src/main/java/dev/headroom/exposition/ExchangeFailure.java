// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells by what a client threw why an exchange failed. */
final class ExchangeFailure {
    private ExchangeFailure() {}

    static ScrapeException of(URI uri, Throwable failure, Deadline deadline) {
        // the client throws what it met on its own threads, wrapped once more where it is rethrown on ours
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Reason reason = reason(cause);
            if (reason != null) {
                return new ScrapeException(reason, message(uri, reason, cause, deadline), failure);
            }
        }
        return new ScrapeException(Reason.CUT, message(uri, Reason.CUT, failure, deadline), failure);
    }

    private static @Nullable Reason reason(Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException e -> Reason.TIMEOUT;
            case HttpTimeoutException e -> Reason.TIMEOUT;
            case TimeoutException e -> Reason.TIMEOUT;
            case Deadline.PassedException e -> Reason.TIMEOUT;
            case SSLException e -> Reason.TLS;
            case CertificateRefusedException e -> Reason.TLS;
            case UnknownHostException e -> Reason.UNRESOLVED;
            case UnresolvedAddressException e -> Reason.UNRESOLVED;
            case NoRouteToHostException e -> Reason.REFUSED;
            case ConnectException e -> Reason.REFUSED;
            case EOFException e -> Reason.CUT;
            case ZipException e -> Reason.PARSE;
            default -> null;
        };
    }

    private static String message(URI uri, Reason reason, Throwable cause, Deadline deadline) {
        String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return switch (reason) {
            case TIMEOUT ->
                cause instanceof Deadline.PassedException
                        ? "%s: %s".formatted(uri, what)
                        : "%s had not answered after %d ms; expected the whole answer by then"
                                .formatted(uri, deadline.length().toMillis());
            case TLS -> "%s: %s".formatted(uri, tls(cause));
            case REFUSED ->
                "%s cannot be reached (%s); expected a server that listens there"
                        .formatted(uri.getRawAuthority(), what);
            case UNRESOLVED -> "%s has no address".formatted(uri.getHost());
            default -> "%s: the answer is not whole: %s".formatted(uri, what);
        };
    }

    /** The check that failed where it was one of ours; else what the Java runtime says, with what it may mean. */
    private static String tls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateRefusedException) {
                return String.valueOf(cause.getMessage());
            }
        }
        String what = String.valueOf(failure.getMessage());
        return what.contains("fatal alert")
                ? "the server broke off the handshake (%s); it may want a client certificate, or another one"
                        .formatted(what)
                : "no safe connection: " + what;
    }
}
