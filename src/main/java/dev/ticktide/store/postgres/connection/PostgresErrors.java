package dev.ticktide.store.postgres.connection;

import dev.ticktide.store.SchemaException;
import dev.ticktide.store.StoreAwayException;
import dev.ticktide.store.StoreException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Says what a failure means. PostgreSQL's codes rather than its words, which are in the server's language. */
public final class PostgresErrors {

    private static final String DISK_FULL = "53100";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String REFUSED = "28000";
    private static final String NO_DATABASE = "3D000";
    private static final String NO_RIGHT = "42501";

    /** Starting, stopping, recovering, or with no connection left: what passes. */
    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

    /** Bad values, broken constraints, deadlocks, too large: the failure of one write and not of the database. */
    private static final Set<String> ONE_WRITE = Set.of("22", "23", "40", "54");

    /** What a commit can fail with and be surely undone. */
    private static final Set<String> UNDONE = Set.of("23", "40");

    private PostgresErrors() {}

    /** Of a failure before the commit was asked for: nothing was written. */
    public static RuntimeException explain(Throwable failure) {
        String state = state(failure);
        if (failure instanceof StoreException known) {
            return known;
        }
        if (DISK_FULL.equals(state)) {
            return new StoreException(StoreException.Kind.FULL, "no space left for the database", failure);
        }
        if (state != null) {
            return new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the database failed: " + failure.getMessage(), failure);
        }
        if (isOutOfReach(failure) || failure instanceof VertxException || failure instanceof SchemaException) {
            return new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the database can't be used: " + reason(failure), failure);
        }
        return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }

    /** Of a failure after the commit was asked for: unless the server reports a rollback, the outcome is unknown. */
    public static StoreException explainCommit(Throwable failure) {
        String state = state(failure);
        if (state != null && UNDONE.contains(state.substring(0, 2))) {
            return new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the database undid a commit: " + state, failure);
        }
        return new StoreException(
                StoreException.Kind.UNKNOWN, "a commit's answer was lost: " + reason(failure), failure);
    }

    /** Of a statement that commits by itself: an answer says that it was undone, silence leaves it open. */
    public static RuntimeException explainAlone(Throwable failure) {
        return state(failure) == null && isOutOfReach(failure) ? explainCommit(failure) : explain(failure);
    }

    /** Whether the other writes of the transaction would have gone well without one of them. */
    public static boolean isOneWrites(Throwable failure) {
        String state = state(failure);
        return state == null
                ? !(failure instanceof StoreException || failure instanceof SchemaException || isOutOfReach(failure))
                : ONE_WRITE.contains(state.substring(0, 2));
    }

    /** The line that a start ends with. */
    static SchemaException refusal(PostgresAddress address, Throwable failure) {
        if (failure instanceof SchemaException known) {
            return known;
        }
        String server = "PostgreSQL at " + address.server();
        String state = state(failure);
        if (state == null) {
            if (!address.hasPassword() && !isOutOfReach(failure)) {
                return new SchemaException(server + " wants a password; set TICKTIDE__STORE__PASSWORD", failure);
            }
            return new StoreAwayException(
                    server + " can't be reached (" + reason(failure) + "); start it or correct store.url", failure);
        }
        if (NOT_NOW.contains(state)) {
            return new StoreAwayException(server + " can't be used yet: " + failure.getMessage(), failure);
        }
        return new SchemaException(
                switch (state) {
                    case WRONG_PASSWORD, REFUSED ->
                        server + " refuses user " + address.user() + "; check store.url and TICKTIDE__STORE__PASSWORD";
                    case NO_DATABASE ->
                        server + " has no database " + address.database() + "; make it with createdb -O "
                                + address.user() + " " + address.database();
                    case NO_RIGHT ->
                        "user " + address.user() + " may not make tables in database " + address.database()
                                + "; make it the database's owner";
                    default -> server + " can't be used: " + failure.getMessage();
                },
                failure);
    }

    private static boolean isOutOfReach(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof ClosedConnectionException;
    }

    private static @Nullable String state(Throwable failure) {
        return failure instanceof PgException pg ? pg.getSqlState() : null;
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
