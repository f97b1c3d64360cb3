// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks servers for their metrics over HTTP. One for the whole process: what all servers share, a few threads and connections, is in it;
 * what is one server's alone is in the {@link ServerClient} it makes. Thread safe.
 */
public final class Scraper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scraper.class);

    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private final HttpClients clients;
    private final AddressCheck addresses;

    /**
     * @param nanoTime the monotonic clock
     * @param wall the wall clock, for dates in answers
     */
    public Scraper(LongSupplier nanoTime, InstantSource wall) {
        this(nanoTime, wall, InetAddress::getAllByName);
    }

    Scraper(LongSupplier nanoTime, InstantSource wall, AddressCheck.Resolver resolver) {
        this.nanoTime = nanoTime;
        this.wall = wall;
        this.clients = new HttpClients(nanoTime);
        this.addresses = new AddressCheck(resolver);
    }

    /** A client of one server. Contacts nothing yet; holds nothing that must be closed. */
    public ServerClient client(Endpoint endpoint) {
        if (endpoint.tls().insecure() && endpoint.isHttps()) {
            LOG.warn(
                    "The certificate of {} is not checked, as its configuration asks: whoever sits between reads the token and chooses the figures. Name its authority instead",
                    endpoint.origin());
        }
        return new ServerClient(endpoint, nanoTime, wall, clients, addresses);
    }

    /** Ends all exchanges and threads. */
    @Override
    public void close() {
        addresses.close();
        clients.close();
    }
}
