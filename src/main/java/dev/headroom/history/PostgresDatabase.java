// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** A database on a PostgreSQL server. Several Headrooms may share one: what they write has its own ids. */
final class PostgresDatabase implements Database {
    private static final String CONNECT_SECONDS = "5";
    private static final String SOCKET_SECONDS = "20";

    private final String url;
    private final @Nullable String username;
    private final @Nullable Path passwordFile;

    /**
     * @param url the JDBC URL; what it sets itself counts
     * @param passwordFile read at each connection, so that a password can be changed without a restart
     */
    PostgresDatabase(String url, @Nullable String username, @Nullable Path passwordFile) {
        this.url = url;
        this.username = username;
        this.passwordFile = passwordFile;
    }

    @Override
    public Connection openForWriting() throws SQLException {
        Connection connection = connect();
        try {
            // whatever the server's default is: a commit counts once it is on the disk
            set(connection, "set synchronous_commit = on");
            Schema.migrate(connection, new Connections(), "postgresql", place());
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    @Override
    public Connection openForReading() throws SQLException {
        Connection connection = connect();
        try {
            set(connection, "set default_transaction_read_only = on");
            set(connection, "set statement_timeout = '5s'");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private static void set(Connection connection, String statement) throws SQLException {
        try (Statement setting = connection.createStatement()) {
            setting.execute(statement);
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", SOCKET_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "headroom");
        if (username != null) {
            properties.setProperty("user", username);
        }
        if (passwordFile != null) {
            properties.setProperty("password", password(passwordFile));
        }
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException(place() + " is no URL of a PostgreSQL");
        }
        return connection;
    }

    private static String password(Path file) throws SQLException {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new SQLException("the password file could not be read: " + failure, failure);
        }
    }

    /** For the migrations, which want more than one. */
    private final class Connections extends AbstractDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return connect();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return connect();
        }
    }

    /** The URL without its parameters, among which a password may be. */
    @Override
    public String place() {
        return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
    }

    @Override
    public String remedy() {
        return "See that the server runs and takes connections as headroom.history.url, username and password-file have it;"
                + " no restart is needed.";
    }

    /** Never: the server looks after its own files. */
    @Override
    public boolean isDamagedAfter(SQLException failure) {
        return false;
    }

    @Override
    public long bytes(JdbcClient sql) {
        return sql.sql("""
                        select coalesce(sum(pg_total_relation_size(name::regclass)), 0)
                        from unnest(array['burst', 'clip', 'deploy', 'deploy_report']) as name
                        """).query(Long.class).single();
    }

    /** An ordinary vacuum keeps the room in the file for what comes next: the tables would stay at the cap and be emptied for good. */
    @Override
    public void reclaim(JdbcClient sql) {
        sql.sql("vacuum full burst, clip, deploy, deploy_report").update();
    }

    @Override
    public long recoveries() {
        return 0;
    }

    @Override
    public boolean uncleanStart() {
        return false;
    }

    @Override
    public void close() {
        // the server is told by the end of the connections
    }
}
