package dev.ticktide.store;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every store promises; each runs it against itself. */
abstract class StoreContract
        implements OwnershipContract, LogContract, HistoryContract, RetentionContract, SignalsContract, SchemaContract {

    /** Open in every test. */
    Store store;

    @Override
    public Store store() {
        return store;
    }

    @Override
    public void reopen(int partitions) {
        store = open(partitions);
    }

    @BeforeEach
    void open() {
        store = open(PARTITIONS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static void assertStale(CompletionStage<?> write) {
        assertTrue(isStale(write), "refused, because another owner came");
    }

    /** Whether a write was refused for its fence; any other failure is the test's. */
    static boolean isStale(CompletionStage<?> write) {
        try {
            await(write);
            return false;
        } catch (CompletionException e) {
            assertInstanceOf(StaleOwnerException.class, e.getCause());
            return true;
        }
    }
}
