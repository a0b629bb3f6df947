package dev.ticktide.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/** A real PostgreSQL with an empty database, whose owner needs a password. Ends with the JVM. */
public final class PostgresServer {

    public static final String PASSWORD = "correct horse";

    private static PostgresServer shared;

    private static final Map<String, String> KEEPS =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");
    private static final int START_TRIES = 200;
    private static final long START_PAUSE_MILLIS = 50;

    private final EmbeddedPostgres server;
    private final DataSource administrator;
    private final Path data;

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
        data = Path.of(query("SHOW data_directory"));
    }

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
        administrator = server.getDatabase("postgres", "ticktide");
        data = Path.of(query("SHOW data_directory"));
    }

    /** A server of its own that follows this one by streaming replication, on a copy of its data in {@code folder}. */
    public PostgresServer standby(Path folder) {
        execute("SELECT pg_start_backup('standby', true)");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(data.relativize(file));
                if (!file.getFileName().toString().startsWith("postmaster.")) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            Files.createFile(folder.resolve("standby.signal"));
            Files.writeString(
                    folder.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + port() + " user=postgres'\n",
                    StandardOpenOption.APPEND);
            execute("SELECT pg_stop_backup()");
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false);
            KEEPS.forEach(builder::setServerConfig);
            return new PostgresServer(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            shared = new PostgresServer(KEEPS);
        }
        return shared;
    }

    /** One of its own that keeps what it commits, to be killed, stopped or frozen. */
    public static PostgresServer mortal() {
        return new PostgresServer(KEEPS);
    }

    /** One of its own with {@code fsync=off}, which can't be changed while a server runs. */
    public static PostgresServer forgetful() {
        return new PostgresServer(Map.of("fsync", "off"));
    }

    public String url() {
        return "postgresql://ticktide@127.0.0.1:" + server.getPort() + "/ticktide";
    }

    /** The same by way of a proxy. */
    public String url(int proxyPort) {
        return url("127.0.0.1", proxyPort);
    }

    /** The same by way of a proxy elsewhere. */
    public String url(String proxyHost, int proxyPort) {
        return "postgresql://ticktide@" + proxyHost + ":" + proxyPort + "/ticktide";
    }

    public int port() {
        return server.getPort();
    }

    /** SIGKILL for the postmaster; its children notice by themselves, some later than others. */
    public Dead kill() {
        return end("KILL");
    }

    /** What {@code pg_ctl stop -m immediate} does: no checkpoint, clients are cut off. */
    public Dead stopImmediately() {
        return end("QUIT");
    }

    /** SIGSTOP for every process of the server, until {@link #thaw}. */
    public void freeze() {
        // Parents first, so that none is born behind us.
        family().forEach(process -> signal("STOP", process));
    }

    public void thaw() {
        family().forEach(process -> signal("CONT", process));
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

    /** A server that has been ended. */
    public final class Dead {

        private final List<String> command;

        private Dead(List<String> command) {
            this.command = command;
        }

        /** Starts it on the same data and port, and waits until it has recovered and answers. */
        public void startAgain() {
            for (int i = 0; i < START_TRIES; i++) {
                Process process = launch(command);
                while (process.isAlive()) {
                    if (answers()) {
                        return;
                    }
                    pause();
                }
                // A child of the one before still holds its memory.
                pause();
            }
            throw new AssertionError("PostgreSQL does not start again: " + command);
        }

        private Process launch(List<String> line) {
            try {
                return new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(data.resolve("again.log").toFile())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean answers() {
            try (Connection connection = administrator.getConnection()) {
                return connection.isValid(1);
            } catch (SQLException e) {
                return false;
            }
        }
    }

    private Dead end(String how) {
        ProcessHandle postmaster = postmaster();
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(postmaster.pid()), "cmdline"));
            command.addAll(List.of(line.split("\0")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        signal(how, postmaster);
        // What was killed is gone at once, though nobody may have buried it yet.
        while (!how.equals("KILL") && postmaster.isAlive()) {
            pause();
        }
        return new Dead(command);
    }

    /** Connections that somebody has opened and not logged in on, and the server's own processes that it does not list. */
    public long unlisted() {
        return postmaster().children().count() - Long.parseLong(query("SELECT COUNT(*) FROM pg_stat_activity"));
    }

    private List<ProcessHandle> family() {
        ProcessHandle postmaster = postmaster();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private ProcessHandle postmaster() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(START_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while PostgreSQL starts", e);
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
