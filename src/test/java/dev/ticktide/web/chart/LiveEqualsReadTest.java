package dev.ticktide.web.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.IndicatorSeries;
import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.Candle;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.MarketRowExtras;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is read at any limit is what the live fold had, to the last bit. */
class LiveEqualsReadTest {

    private static final long T0 = 1_795_000_000_000_000L / 3_600_000_000L * 3_600_000_000L;
    private static final List<Timeframe> TIMEFRAMES =
            Stream.of("raw", "1m", "5m").map(Timeframe::parse).toList();
    private static final List<IndicatorName> CONFIGURED = names("sma(20)", "ema(26)", "rsi(14)", "rsi(2)");
    private static final List<IndicatorName> STUDIES = names("rsi(9)", "sma(300)", "ema(50)");

    /** The same store read by several questions, so that states are kept, thinned out and used again. */
    @Property(tries = 8)
    void atAnyLimit(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path folder = Files.createTempDirectory("ticktide-live-equals-read");
        try (Store store = SqliteStore.open(folder.resolve("t.db"), 1)) {
            Map<Timeframe, List<BarUpdate>> live = run(store, random);
            ChartData charts = new ChartData(store, new Board(MarketRowExtras.none()));
            for (int question = 0; question < 25; question++) {
                Timeframe timeframe = TIMEFRAMES.get(random.nextInt(TIMEFRAMES.size()));
                List<BarUpdate> all = live.get(timeframe);
                int end = random.nextInt(3) == 0 ? all.size() : 1 + random.nextInt(all.size());
                int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(800);
                Store.Range range =
                        new Store.Range(Long.MIN_VALUE, all.get(end - 1).bar().time() + 1, limit);
                check(charts, timeframe, range, all.subList(0, end));
            }
        } finally {
            delete(folder);
        }
    }

    private static void check(ChartData charts, Timeframe timeframe, Store.Range range, List<BarUpdate> all) {
        List<IndicatorName> names = new ArrayList<>(STUDIES);
        names.addAll(1, CONFIGURED);
        ChartData.Rows rows = await(charts.rows("AAPL", timeframe, range, names));
        int from = Math.max(0, all.size() - range.limit());
        assertEquals(all.size() - from, rows.bars().size());
        assertEquals(from, rows.earlier());
        IndicatorSeries studies = IndicatorSeries.begin(STUDIES);
        for (int i = 0; i < all.size(); i++) {
            BarUpdate update = all.get(i);
            double[] own = studies.update(update.bar());
            if (i < from) {
                continue;
            }
            assertEquals(update.bar(), rows.bars().get(i - from));
            for (int column = 0; column < names.size(); column++) {
                IndicatorName name = names.get(column);
                double expected = CONFIGURED.contains(name)
                        ? update.values()[CONFIGURED.indexOf(name)]
                        : own[STUDIES.indexOf(name)];
                assertEquals(
                        expected, rows.columns().get(column)[i - from], name + " on " + timeframe + " at bar " + i);
            }
        }
    }

    /** Folds and stores as the indicator stage does. */
    private static Map<Timeframe, List<BarUpdate>> run(Store store, Random random) {
        Store.Fence fence = new Store.Fence(
                "indicator", 0, await(store.claim("indicator", 0, 0, "n1")).orElseThrow());
        PartitionState state = new PartitionState(0, new IndicatorSettings(TIMEFRAMES, CONFIGURED));
        Map<Timeframe, List<BarUpdate>> live = new HashMap<>();
        TIMEFRAMES.forEach(timeframe -> live.put(timeframe, new ArrayList<>()));
        List<LogEntry> entries = new ArrayList<>();
        List<Store.ClosedBar> bars = new ArrayList<>();
        List<Store.Checkpoint> checkpoints = new ArrayList<>();
        boolean keeps = random.nextInt(4) > 0;
        BarSink sink = new BarSink() {
            @Override
            public void bar(BarUpdate update) {
                if (!update.closed()) {
                    return;
                }
                live.get(update.timeframe()).add(update);
                if (!update.timeframe().isRaw()) {
                    bars.add(new Store.ClosedBar(update.symbol(), update.timeframe(), update.bar()));
                }
            }

            @Override
            public boolean wantsProvisional() {
                return false;
            }

            @Override
            public void checkpoint(Store.Checkpoint checkpoint) {
                checkpoints.add(checkpoint);
            }

            @Override
            public boolean wantsCheckpoints() {
                return keeps;
            }
        };
        long time = T0;
        double price = 100;
        int still = 0;
        for (int i = 0; i < 3_000; i++) {
            time += 1 + random.nextInt(90_000_000);
            boolean late = i > 0 && random.nextInt(10) == 0;
            if (still > 0) {
                still--;
            } else {
                price = switch (random.nextInt(60)) {
                    case 0 -> 1e-8 * Math.pow(1e14, random.nextDouble());
                    case 1 -> Math.min(1e9, price * 1_000);
                    default -> Math.max(1e-9, price * (1 + 0.01 * random.nextGaussian()));
                };
                still = random.nextInt(200) == 0 ? random.nextInt(1_500) : 0;
            }
            long at = late ? time - 1_000_000_000L - i : time;
            // An outlier that is gone at the next candle.
            double close = random.nextInt(400) == 0 ? price * 50 : price;
            Candle candle = new Candle("AAPL", at, close, close, close, close, 1);
            LogEntry entry = new LogEntry(0, state.seq() + 1, at + 7, late, candle);
            entries.add(entry);
            state.apply(entry, sink);
        }
        await(store.append(new Store.Append(
                List.of(fence), entries, bars, List.of(), Store.Raised.NOTHING, List.of(), checkpoints)));
        assertEquals(keeps, !checkpoints.isEmpty());
        return live;
    }

    /** The kept states stay within their bound, and a symbol can be forgotten. */
    @Property(tries = 20)
    void keptStatesAreBounded(@ForAll long seed) {
        Random random = new Random(seed);
        KeptStates states = new KeptStates();
        IndicatorName name = IndicatorName.parse("sma(300)");
        for (int i = 0; i < 3_000; i++) {
            String symbol = "S" + random.nextInt(100);
            states.keep(symbol, Timeframe.RAW, name, new KeptStates.Kept(i, i, new byte[20_000]));
            assertEquals(i, states.before(symbol, Timeframe.RAW, name, i + 1).time());
            assertTrue(states.bytes() <= 17 << 20);
        }
        for (int i = 0; i < 100; i++) {
            states.forget("S" + i);
        }
        assertEquals(0, states.bytes());
    }

    private static List<IndicatorName> names(String... names) {
        return Stream.of(names).map(IndicatorName::parse).toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
