// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on a loopback port of its own, with a data directory of its own that is deleted at the end. It refuses to run as
 * root: then it runs as nobody.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "headroom";
    private static final String PASSWORD = "correct horse";
    private static final long START_SECONDS = 60;

    private final Path folder;
    private final Path program;
    private final int port;
    private RunningProgram server;
    private int schemas;

    private PostgresServer(Path folder, Path program, int port) throws IOException, InterruptedException {
        this.folder = folder;
        this.program = program;
        this.port = port;
        Path password = passwordFile();
        Files.writeString(password, PASSWORD + "\n");
        giveToNobody(folder);
        giveToNobody(password);
        run(
                program.resolveSibling("initdb").toString(),
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                "--username=" + USER,
                "--pwfile=" + password,
                data().toString());
        this.server = launch();
    }

    /** Starts one, and waits until it answers. */
    public static PostgresServer start() throws IOException, InterruptedException {
        Path program = RealPart.require("postgres", installed());
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PostgresServer server =
                new PostgresServer(Files.createTempDirectory("headroom-postgres-"), program.toRealPath(), port);
        server.awaitAnswer();
        return server;
    }

    /** Where Debian has it: not on the PATH. */
    private static Path[] installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return new Path[0];
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin"))
                    .toArray(Path[]::new);
        }
    }

    private RunningProgram launch() throws IOException {
        return RunningProgram.start(
                folder,
                asNobody(
                        program.toString(),
                        "-D",
                        data().toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=16MB",
                        "-c",
                        "max_connections=20"));
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** The file with the password of {@link #USER}. */
    public Path passwordFile() {
        return folder.resolve("password");
    }

    /** The URL of a fresh, empty schema. */
    public String freshSchema() throws SQLException {
        String schema = "test" + schemas++;
        try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        }
        return url() + "?currentSchema=" + schema;
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** A connection to a schema, to look what is in it. */
    public Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, PASSWORD);
    }

    /** Ends it at once, as a crash would: no last words to its clients, nothing written any more. */
    public void kill() {
        server.close();
    }

    /** Starts it again on the same port and the same data, and waits until it answers. */
    public void restart() throws IOException, InterruptedException {
        server = launch();
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD)) {
                return;
            } catch (SQLException notYet) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("PostgreSQL does not answer: " + server.endOfLog(), notYet);
                }
                Thread.sleep(100);
                relaunchIfRefused();
            }
        }
    }

    /** After a crash the children of the old one may still hold its memory: then the new one gives up, and is started again. */
    private void relaunchIfRefused() throws IOException {
        try {
            server.requireAlive();
        } catch (IOException ended) {
            server = launch();
        }
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("initdb.log");
        Process process = new ProcessBuilder(asNobody(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("initdb failed: " + Files.readString(log));
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> asNobody(String... command) {
        List<String> whole = new ArrayList<>();
        if (root()) {
            whole.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private static void giveToNobody(Path path) throws IOException {
        if (root()) {
            UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
            PosixFileAttributeView view =
                    Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            view.setOwner(names.lookupPrincipalByName("nobody"));
            view.setGroup(names.lookupPrincipalByGroupName("nogroup"));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
