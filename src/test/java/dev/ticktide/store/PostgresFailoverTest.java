package dev.ticktide.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.store.postgres.PostgresStore;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.PostgresServer;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers, one of which follows the other by streaming replication: the primary is found, lost, and found again. */
@Tag("slow")
class PostgresFailoverTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 8;
    private static final String STAGE = "indicator";

    @TempDir
    Path folder;

    @Test
    void theStoreFollowsThePrimaryAndNeverTakesAStandbyOrAFormerPrimaryForIt() {
        PostgresServer first = PostgresServer.mortal();
        PostgresServer second = first.standby(folder.resolve("second"));
        try {
            String url =
                    "postgresql://ticktide@127.0.0.1:" + second.port() + ",127.0.0.1:" + first.port() + "/ticktide";
            StoreAwayException alone = assertThrows(StoreAwayException.class, () -> open(second.url(), false));
            assertTrue(String.valueOf(alone.getMessage()).contains("standby"), alone.getMessage());
            wantsAStandby(first, url);

            try (Store store = open(url, false)) {
                Store.Fence fence = claim(store, 0);
                append(store, fence, 1);
                Await.until(
                        "the standby has the candle",
                        LIMIT,
                        () -> second.query("SELECT COUNT(*) FROM candle"),
                        "1"::equals);
                PostgresServer.Dead dead = first.kill();
                assertThrows(CompletionException.class, () -> append(store, fence, 2));
                second.execute("SELECT pg_promote()");

                // By itself. What was claimed before is void, since nobody knows what the new primary has missed.
                Store.Owner owner = Await.until("the new primary", LIMIT, () -> owner(store), now -> now.node()
                        .isEmpty());
                assertTrue(owner.epoch() > 1_000_000, owner::toString);
                CompletionException stale = assertThrows(CompletionException.class, () -> append(store, fence, 2));
                assertInstanceOf(StaleOwnerException.class, stale.getCause());
                append(store, claim(store, owner.epoch()), 2);
                assertEquals("2", second.query("SELECT COUNT(*) FROM candle"));

                dead.startAgain();
                try (Store another = open(
                        "postgresql://ticktide@127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port() + "/ticktide",
                        false)) {
                    assertEquals(2, await(another.tail(3, 0, 10)).size(), "read from the former primary");
                }
            }
        } finally {
            first.stop();
            second.stop();
        }
    }

    private static void wantsAStandby(PostgresServer first, String url) {
        SchemaException refusal = assertThrows(SchemaException.class, () -> open(url, true));
        assertTrue(String.valueOf(refusal.getMessage()).contains("synchronous_standby_names"), refusal.getMessage());
        // Before: no commit comes back as long as the server waits for a standby that is not there.
        first.execute("GRANT pg_read_all_stats TO ticktide");
        first.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        first.execute("SELECT pg_reload_conf()");
        Await.until("the setting", LIMIT, () -> first.query("SHOW synchronous_standby_names"), "nobody"::equals);
        SchemaException missing = assertThrows(SchemaException.class, () -> open(url, true));
        assertTrue(String.valueOf(missing.getMessage()).contains("no synchronous standby"), missing.getMessage());
        first.execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
        first.execute("SELECT pg_reload_conf()");
        Await.until(
                "a synchronous standby",
                LIMIT,
                () -> String.valueOf(first.query("SELECT sync_state FROM pg_stat_replication")),
                "sync"::equals);
        open(url, true).close();
        first.execute("ALTER SYSTEM RESET synchronous_standby_names");
        first.execute("SELECT pg_reload_conf()");
        Await.until("the setting", LIMIT, () -> first.query("SHOW synchronous_standby_names"), ""::equals);
    }

    private static Store open(String url, boolean replica) {
        return PostgresStore.open(url, PostgresServer.PASSWORD, PARTITIONS, replica);
    }

    private static Store.Owner owner(Store store) {
        try {
            // The next write finds the new primary.
            await(store.beat("node", 1, 0));
            return await(store.owners(STAGE)).getOrDefault(3, new Store.Owner(0, "?"));
        } catch (CompletionException e) {
            return new Store.Owner(0, "away");
        }
    }

    private static Store.Fence claim(Store store, long epoch) {
        OptionalLong claimed = await(store.claim(STAGE, 3, epoch, "me"));
        return new Store.Fence(STAGE, 3, claimed.orElseThrow());
    }

    private static void append(Store store, Store.Fence fence, long seq) {
        await(store.append(new Store.Append(
                List.of(fence),
                List.of(Samples.entry(3, seq, Samples.candle("AAPL", Samples.T0 + seq, 10))),
                List.of(),
                List.of())));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
