// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One address behind which now this and now that server stands, as behind a virtual IP. */
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int port;

    private TcpRelay(ServerSocket listening, int port) {
        this.listening = listening;
        this.port = port;
    }

    /** Relays to this port on 127.0.0.1. */
    public static TcpRelay to(int port) throws IOException {
        return to(port, InetAddress.getLoopbackAddress(), 0);
    }

    /** The same, listening on another address of this machine. */
    public static TcpRelay to(int port, InetAddress address, int listeningPort) throws IOException {
        TcpRelay relay = new TcpRelay(new ServerSocket(listeningPort, 50, address), port);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Relays to another port from now on; open connections are cut. */
    public void turnTo(int other) throws IOException {
        port = other;
        cut();
    }

    private void cut() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            } catch (IOException closedOrRefused) {
                Thread.onSpinWait();
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException cut) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
