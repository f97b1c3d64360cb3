// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.exposition.ScrapeException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of a server's name and refuses it where one of them is forbidden. A name service that hangs holds at most a few
 * threads, and its callers no longer than their deadline.
 *
 * <p>The client looks the name up once more when it connects, and then gets the answer that was checked: the Java runtime keeps it for
 * 30 s. Whether that time ran out in between is found by checking again before anything of the answer is read, since the answer by
 * which the client connected is then the one kept. Thread safe.
 */
final class AddressCheck implements AutoCloseable {
    private static final int MAX_THREADS = 4;
    private static final int MAX_WAITING = 1_000;
    private static final long THREAD_KEPT_SECONDS = 10;

    private final Resolver resolver;
    private final ThreadPoolExecutor executor;

    /** Finds all addresses of a name; may block. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    AddressCheck(Resolver resolver) {
        this.resolver = resolver;
        this.executor = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                THREAD_KEPT_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().name("scrape-names-", 0).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns where every address of the host may be contacted.
     *
     * @param host a name, or an address as it stands in a URI
     */
    void require(String host, Deadline deadline) throws ScrapeException, InterruptedException {
        for (InetAddress address : addresses(host, deadline)) {
            if (ForbiddenAddresses.contains(address)) {
                throw new ScrapeException(
                        Reason.FORBIDDEN_ADDRESS,
                        "%s leads to %s, which is link-local, multicast or a cloud's metadata service and never contacted; expected the server's own address"
                                .formatted(host, address.getHostAddress()));
            }
        }
    }

    private InetAddress[] addresses(String host, Deadline deadline) throws ScrapeException, InterruptedException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException e) {
            return resolve(host, deadline);
        }
    }

    private InetAddress[] resolve(String host, Deadline deadline) throws ScrapeException, InterruptedException {
        CompletableFuture<InetAddress[]> resolved = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return resolver.resolve(host);
                    } catch (UnknownHostException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
        try {
            return resolved.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ScrapeException(
                    Reason.UNRESOLVED,
                    "%s has no address (%s); expected a name that the name service knows".formatted(host, e.getCause()),
                    e);
        } catch (TimeoutException e) {
            throw new ScrapeException(
                    Reason.TIMEOUT,
                    "the address of %s was not found within %d ms; expected the name service to answer by then"
                            .formatted(host, deadline.length().toMillis()),
                    e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
