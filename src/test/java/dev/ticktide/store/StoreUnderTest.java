package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.await;

import dev.ticktide.market.log.LogEntry;
import java.util.List;

/** A store with data of its own, and what its tests do to it. */
interface StoreUnderTest {

    int PARTITIONS = 8;
    String STAGE = "indicator";

    /** Open in every test. */
    Store store();

    /** Opens it again, after it was closed. */
    void reopen(int partitions);

    /** Opens the test's own data, which are empty the first time. */
    Store open(int partitions);

    /** Does to the data, beside the store, what another process could. */
    void execute(String sql);

    /** The first column of the first row, read beside the store. */
    String query(String sql);

    /** Marks the data as made by another version of the program. */
    void stampVersion(int version);

    /** The version the data are of. */
    int version();

    /** Removes the data. */
    void startOver();

    /** Runs a script as the program would. */
    void run(String script);

    /** The folder of the migrations. */
    String dialect();

    default Store.Fence claim(int partition) {
        return claim(STAGE, partition);
    }

    default Store.Fence claim(String stage, int partition) {
        return new Store.Fence(
                stage,
                partition,
                await(store().claim(stage, partition, 0, "me")).orElseThrow());
    }

    default void append(Store.Fence fence, List<LogEntry> entries) {
        await(store().append(append(List.of(fence), entries)));
    }

    default Store.Append append(List<Store.Fence> fences, List<LogEntry> entries) {
        return new Store.Append(fences, entries, List.of(), List.of());
    }

    default Store.Snapshot snapshot(long seq) {
        return new Store.Snapshot(STAGE, 3, seq, new byte[] {1, (byte) seq});
    }

    default List<Long> seqs() {
        return await(store().snapshots(STAGE, 3, Long.MAX_VALUE)).stream()
                .map(Store.Snapshot::seq)
                .toList();
    }

    default Store.SignalQuery query(String symbol, Store.PageKey before, int limit) {
        return new Store.SignalQuery(symbol, null, null, null, Long.MIN_VALUE, before, limit);
    }
}
