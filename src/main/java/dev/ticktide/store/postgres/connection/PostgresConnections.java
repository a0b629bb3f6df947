package dev.ticktide.store.postgres.connection;

import dev.ticktide.store.StoreAwayException;
import dev.ticktide.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Opens connections with the settings that durability and fences depend on. The Vert.x they run on is the store's own:
 * the application's closes what was made outside its verticles before it stops them, and they still have to write.
 */
public final class PostgresConnections {

    private static final int CONNECT_SECONDS = 10;
    private static final int OPEN_SECONDS = 60;
    private static final int CLOSE_SECONDS = 10;
    private static final int READERS = 4;

    /** Also ends a connection whose server has fallen silent. */
    private static final int IDLE_SECONDS = 15;

    /**
     * No statement_timeout: it would also end a commit's wait for a standby, with a yes. The second keeps a paused JVM from
     * holding the locks that a new owner's claim waits for.
     */
    private static final Map<String, String> WRITING = Map.of(
            "application_name", "ticktide-writer",
            "client_encoding", "utf8",
            "lock_timeout", "5s",
            "idle_in_transaction_session_timeout", "5s");

    /**
     * Plans that stay good while a table is without statistics: no compilation, which takes longer than any of our queries,
     * and rows in an index's order, because a bitmap reads all of a partition's tail for the first page of it.
     */
    private static final Map<String, String> READING = Map.of(
            "application_name", "ticktide-reader",
            "client_encoding", "utf8",
            "jit", "off",
            "enable_bitmapscan", "off",
            "statement_timeout", "15s",
            "default_transaction_read_only", "on");

    private final PostgresAddress address;
    private final Vertx vertx;
    private final Context writing;
    private final Context reading;
    private final PostgresEncryption encryption;
    private final PostgresPrimary primary;
    private final boolean replica;

    /** @param replica whether to refuse a server whose commits don't wait for a standby */
    public PostgresConnections(PostgresAddress address, boolean replica) {
        this.address = address;
        this.replica = replica;
        this.vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(2)
                        .setWorkerPoolSize(1)
                        .setInternalBlockingPoolSize(1)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false)))
                .build();
        this.encryption = new PostgresEncryption(vertx, CONNECT_SECONDS);
        this.primary = new PostgresPrimary(vertx, address, encryption);
        this.writing = loop();
        this.reading = loop();
    }

    /** The event loop of the writing connection. */
    public Context writing() {
        return writing;
    }

    /** The event loop of the reading connections: what takes long to decode there holds up no commit. */
    public Context reading() {
        return reading;
    }

    /** Opens a writing connection on its event loop and does the work of a start with it, which takes it over. */
    public <T> Future<T> writer(Function<SqlConnection, Future<T>> work) {
        Promise<T> done = Promise.promise();
        writing.runOnContext(
                onLoop -> kept().compose(connection -> work.apply(connection).onFailure(failed -> connection.close()))
                        .onComplete(done));
        return done.future();
    }

    /** Opens a writing connection to tables that are there. Call on {@link #writing()}. */
    public Future<SqlConnection> writer() {
        return kept().compose(connection -> begun(connection).map(connection).onFailure(refused -> connection.close()));
    }

    /** A connection to a server that does not lose what it commits. */
    private Future<SqlConnection> kept() {
        Future<PgConnection> opening = primary.connect(WRITING);
        return opening.timeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .onFailure(late -> opening.onSuccess(PgConnection::close))
                .compose(connection -> PostgresDurability.require(connection, replica)
                        .<SqlConnection>map(connection)
                        .onFailure(refused -> connection.close()));
    }

    /**
     * Ends the rights of earlier owners if another server has been promoted since. To be called once the tables are
     * there.
     */
    public Future<Void> begun(SqlConnection connection) {
        return primary.fenceOffBefore(connection);
    }

    /** Call, and use, on {@link #reading()}. */
    public Pool readers() {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(READERS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setConnectionTimeout(CONNECT_SECONDS))
                .with(new NetClientOptions()
                        .setConnectTimeout(CONNECT_SECONDS * 1_000)
                        .setTcpKeepAlive(true)
                        .setIdleTimeout(IDLE_SECONDS))
                .connectingTo(() -> primary.options(READING).map(options -> (SqlConnectOptions) options))
                .using(vertx)
                .build();
    }

    /** Waits for the work of a start. Call from no event loop. */
    public <T> T await(Future<T> work) {
        try {
            return work.toCompletionStage().toCompletableFuture().get(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw PostgresErrors.refusal(address, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new StoreAwayException(
                    "PostgreSQL at " + address.server() + " has not answered for " + OPEN_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "interrupted while opening the store", e);
        }
    }

    /** Closes every connection. Blocks. */
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "closing the connections failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each deployment is given an event loop of its own. */
    private Context loop() {
        CompletableFuture<Context> made = new CompletableFuture<>();
        return await(vertx.deployVerticle(context -> {
                    made.complete(context);
                    return Future.succeededFuture();
                })
                .compose(deployed -> Future.fromCompletionStage(made)));
    }
}
