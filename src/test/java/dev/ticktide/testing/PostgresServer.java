package dev.ticktide.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/** A real PostgreSQL with an empty database, whose owner needs a password. Ends with the JVM. */
public final class PostgresServer {

    public static final String PASSWORD = "correct horse";

    private static PostgresServer shared;

    private final EmbeddedPostgres server;
    private final DataSource administrator;

    private PostgresServer(Map<String, String> settings) {
        requireRunnable();
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setDataDirectoryCustomizer(PostgresServer::askForPassword);
        settings.forEach(builder::setServerConfig);
        try {
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start; as root it needs a working \"unshare -U\"", e);
        }
        run(server.getPostgresDatabase(), "CREATE ROLE ticktide LOGIN PASSWORD '" + PASSWORD + "'");
        run(server.getPostgresDatabase(), "CREATE DATABASE ticktide OWNER ticktide");
        administrator = server.getDatabase("postgres", "ticktide");
    }

    /** PostgreSQL refuses root, so the embedded one takes a user namespace then; not every machine allows one. */
    private static void requireRunnable() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return;
        }
        try {
            Process unshare = new ProcessBuilder("unshare", "-U", "true").start();
            if (unshare.waitFor(10, TimeUnit.SECONDS) && unshare.exitValue() == 0) {
                return;
            }
        } catch (IOException e) {
            // The line below says it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String why = "SKIPPED: no PostgreSQL, which refuses to run as root where \"unshare -U\" does not work;"
                + " run the tests as another user";
        System.out.println(why);
        Assumptions.abort(why);
    }

    /** One that keeps what it commits, the same for all tests of a JVM; it takes a second to start. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = new PostgresServer(Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on"));
        }
        return shared;
    }

    /** One of its own with {@code fsync=off}, which can't be changed while a server runs. */
    public static PostgresServer forgetful() {
        return new PostgresServer(Map.of("fsync", "off"));
    }

    public String url() {
        return "postgresql://ticktide@127.0.0.1:" + server.getPort() + "/ticktide";
    }

    /** Leaves the database as it was at first. */
    public void clear() {
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION ticktide;"
                + " ALTER DATABASE ticktide RESET ALL");
    }

    /** As superuser, in the tests' database. */
    public void execute(String sql) {
        run(administrator, sql);
    }

    /** The first column of the first row, {@code null} if there is none. */
    public String query(String sql) {
        try (Connection connection = administrator.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection of another program, to hold locks with. */
    public Connection connect() throws SQLException {
        return administrator.getConnection();
    }

    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void askForPassword(File data) {
        Path rules = data.toPath().resolve("pg_hba.conf");
        try {
            Files.writeString(rules, "host all ticktide 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
