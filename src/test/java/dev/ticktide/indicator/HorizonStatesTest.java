package dev.ticktide.indicator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.ticktide.formula.IndicatorSeries;
import dev.ticktide.formula.Walks;
import dev.ticktide.indicator.state.Logs;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HorizonStatesTest {

    private static final int BASE = 40;

    @TempDir
    Path folder;

    @Test
    void whatIsLeftOfALogGoesOnWithTheValuesItHad() {
        try (Store store = SqliteStore.open(folder.resolve("t.db"), 8)) {
            int partition = Logs.PARTITION;
            Store.Fence fence = new Store.Fence(
                    "indicator",
                    partition,
                    await(store.claim("indicator", partition, 0, "n1")).orElseThrow());
            Logs log = new Logs();
            PartitionState state = new PartitionState(partition, Logs.SETTINGS);
            double[] closes = Walks.cents(3, 60);
            for (int i = 0; i < BASE; i++) {
                state.apply(log.add(Samples.candle("AAPL", Samples.T0 + i, closes[i])), update -> {});
            }
            await(store.saveSnapshot(fence, new Store.Snapshot("indicator", partition, BASE, state.snapshot())));
            HorizonStates horizon = new HorizonStates(store, Runnable::run);
            await(horizon.keep(fence, Logs.SETTINGS, BASE - 1));
            assertEquals(Optional.empty(), await(store.checkpoint("AAPL", Timeframe.RAW, Long.MAX_VALUE)));
            await(horizon.keep(fence, Logs.SETTINGS, BASE));
            await(horizon.keep(fence, Logs.SETTINGS, BASE));
            Store.Checkpoint checkpoint = await(store.checkpoint("AAPL", Timeframe.RAW, Long.MAX_VALUE))
                    .orElseThrow();
            assertEquals(BASE, checkpoint.bars());
            assertEquals(Samples.T0 + BASE - 1, checkpoint.time());
            IndicatorSeries left = IndicatorSeries.resume(checkpoint.body(), Logs.SETTINGS.indicators());
            assertNotNull(left);
            for (int i = BASE; i < closes.length; i++) {
                LogEntry entry = log.add(Samples.candle("AAPL", Samples.T0 + i, closes[i]));
                List<BarUpdate> live = Logs.closed(Logs.fold(state, List.of(entry)), "raw");
                assertArrayEquals(live.get(0).values(), left.update(live.get(0).bar()));
            }
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
