package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Candle;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.OnConflict;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The past of a symbol, loaded late, gives what the same candles give that come in order from the start. */
class LateHistoryTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MINUTE = 60_000_000;
    private static final int ALL = 100_000;

    /** Looks that find nothing changed: longer than outcomes wait to be stored. */
    private static final int STILL = 8;

    @TempDir
    private Path folder;

    /** All that a symbol's candles make. */
    private record Made(
            List<Candle> raw,
            Map<String, List<?>> bars,
            Map<String, List<Object>> signals,
            List<BarUpdate> open,
            StockSummary summary) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void isWhatItWouldHaveBeenInOrder(long seed) {
        Random random = new Random(seed);
        List<Candle> candles = walk("BACK", random, 4_000);
        List<Candle> others = walk("OTHER", random, 500);

        Flow inOrder = Flow.start(folder.resolve("order-" + seed + ".db"));
        live(inOrder, candles);
        Made expected = made(inOrder, "BACK");
        inOrder.stop();

        Flow late = Flow.start(folder.resolve("late-" + seed + ".db"));
        // Some of it live, with holes; the rest as two loads, in any order, in pieces.
        List<Candle> live = new ArrayList<>();
        List<List<Candle>> loads = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < candles.size(); i++) {
            if (i > 3_000 || (i > 2_000 && i % 3 == 0)) {
                live.add(candles.get(i));
            } else {
                loads.get(random.nextInt(2)).add(candles.get(i));
            }
        }
        live(late, live.subList(0, live.size() / 2));
        live(late, others);
        Made othersBefore = made(late, "OTHER");
        load(late, "first", loads.get(0), random);
        live(late, live.subList(live.size() / 2, live.size()));
        load(late, "second", loads.get(1), random);

        assertMade(expected, late, "BACK");
        assertMade(othersBefore, late, "OTHER");
        late.stop();

        Flow again = Flow.start(folder.resolve("late-" + seed + ".db"));
        assertMade(expected, again, "BACK");
        again.stop();
    }

    @Test
    void whatFollowsGoesOnFromIt() {
        List<Candle> candles = walk("BACK", new Random(5), 2_000);
        Flow inOrder = Flow.start(folder.resolve("order.db"));
        live(inOrder, candles);
        Made expected = made(inOrder, "BACK");
        inOrder.stop();

        Flow late = Flow.start(folder.resolve("late.db"));
        live(late, candles.subList(1_000, 1_100));
        assertEquals(
                AppendReply.Status.STORED,
                late.load("a", true, candles.subList(0, 1_000)).status());
        live(late, candles.subList(1_100, 2_000));
        assertMade(expected, late, "BACK");
        late.stop();
    }

    @Test
    void whatWasCorrectedStaysSoWithAnOlderPast() throws Exception {
        List<Candle> candles = walk("BACK", new Random(11), 1_500);
        Flow inOrder = Flow.start(folder.resolve("order.db"));
        live(inOrder, candles);
        Map<String, List<?>> expected = made(inOrder, "BACK").bars();
        StockSummary day = made(inOrder, "BACK").summary();
        inOrder.stop();

        Path file = folder.resolve("late.db");
        Flow late = Flow.start(file);
        for (int i = 1_000; i < 1_200; i++) {
            Candle right = candles.get(i);
            Candle half = new Candle("BACK", right.time(), right.open(), 1e6, 1e-6, right.open(), 0.5);
            Flow.await(late.append(List.of(i % 3 == 0 ? half : right)));
            AppendReply reply = Flow.await(late.append(List.of(right), OnConflict.REPLACE));
            assertEquals(i % 3 == 0 ? 1 : 0, reply.replaced());
        }
        assertEquals(
                new AppendReply(AppendReply.Status.STORED, 1_000, 200, 0, List.of()),
                late.load("a", true, candles.subList(0, 1_200)));
        live(late, candles.subList(1_200, 1_500));
        Made made = made(late, "BACK");
        assertEquals(expected, made.bars());
        assertEquals(day.volume(), made.summary().volume());
        assertEquals(day.high(), made.summary().high());
        late.stop();
        execute(file, "DELETE FROM snapshot", "DELETE FROM cursor");
        Flow again = Flow.start(file);
        assertMade(made, again, "BACK");
        again.stop();
    }

    /** The snapshots are gone: the log and what was loaded beside it are enough. */
    @Test
    void aReplayFromTheBeginningGivesTheSame() throws Exception {
        List<Candle> candles = walk("BACK", new Random(6), 1_500);
        Path file = folder.resolve("replay.db");
        Flow late = Flow.start(file);
        live(late, candles.subList(1_000, 1_200));
        late.load("a", true, candles.subList(0, 1_000));
        live(late, candles.subList(1_200, 1_500));
        Made expected = made(late, "BACK");
        assertEquals(candles, expected.raw());
        late.stop();
        execute(file, "DELETE FROM snapshot", "DELETE FROM cursor");
        Flow again = Flow.start(file);
        assertMade(expected, again, "BACK");
        again.stop();
    }

    /** What the log lost and what was loaded have gone for their age: what the generation made of them was kept. */
    @Test
    void aReplayOfALogWithoutItsBeginningGivesTheSame() throws Exception {
        List<Candle> candles = walk("BACK", new Random(6), 1_500);
        Path file = folder.resolve("shortened.db");
        Flow late = Flow.start(file);
        live(late, candles.subList(1_000, 1_200));
        late.load("a", true, candles.subList(0, 1_000));
        live(late, candles.subList(1_200, 1_500));
        Made expected = made(late, "BACK");
        late.stop();
        execute(
                file,
                "DELETE FROM snapshot",
                "DELETE FROM cursor",
                "DELETE FROM candle WHERE seq <= 200",
                "DELETE FROM journal WHERE seq <= 200",
                "DELETE FROM history_candle",
                "INSERT INTO log_base (partition, seq, time) SELECT partition, 200, 0 FROM history_load");
        Flow again = Flow.start(file);
        Await.until("the same", LIMIT, () -> look(again, "BACK").open(), expected.open()::equals);
        Await.until("the same", LIMIT, () -> look(again, "BACK").summary(), expected.summary()::equals);
        assertEquals(expected.bars(), look(again, "BACK").bars());
        assertEquals(candles.subList(1_200, 1_500), look(again, "BACK").raw());
        execute(
                file,
                "INSERT INTO log_removed (partition, kind, subject, time)"
                        + " SELECT partition, 'candle', symbol, 0 FROM history_load");
        // Its bars can't be built from all its candles any more.
        AppendReply more = again.load("b", true, List.of(candles.get(0)));
        assertEquals(AppendReply.Status.REMOVED, more.status());
        again.stop();
    }

    @Test
    void nothingOfItCountsBeforeItIsComplete() {
        List<Candle> candles = walk("BACK", new Random(7), 1_000);
        Flow flow = Flow.start(folder.resolve("half.db"));
        live(flow, candles.subList(800, 1_000));
        Made before = made(flow, "BACK");
        AppendReply staged = flow.load("a", false, candles.subList(0, 500));
        assertEquals(List.of(500, 0), List.of(staged.stored(), staged.duplicate()));
        assertMade(before, flow, "BACK");
        AppendReply again = flow.load("a", false, candles.subList(0, 500));
        assertEquals(List.of(0, 500), List.of(again.stored(), again.duplicate()));
        flow.load("a", true, candles.subList(500, 800));
        assertEquals(candles, made(flow, "BACK").raw());
        AppendReply done = flow.load("a", true, candles.subList(0, 500));
        assertEquals(List.of(0, 500), List.of(done.stored(), done.duplicate()));
        flow.stop();
    }

    @Test
    void otherValuesAreAConflictWhereverTheyAreStored() {
        List<Candle> candles = walk("BACK", new Random(8), 100);
        Flow flow = Flow.start(folder.resolve("conflict.db"));
        live(flow, candles.subList(50, 100));
        flow.load("a", true, candles.subList(0, 40));
        for (int at : new int[] {10, 60}) {
            Candle right = candles.get(at);
            Candle wrong = new Candle("BACK", right.time(), 7, 7, 7, 7, 7);
            AppendReply past = flow.load("b", true, List.of(candles.get(45), wrong));
            assertEquals(AppendReply.Status.CONFLICT, past.status());
            assertEquals(List.of(1), past.conflicts());
            assertEquals(
                    AppendReply.Status.CONFLICT,
                    Flow.await(flow.append(List.of(wrong))).status());
            assertEquals(1, Flow.await(flow.append(List.of(right))).duplicate());
        }
        assertEquals(90, made(flow, "BACK").raw().size());
        flow.stop();
    }

    @Test
    void nobodyIsToldOfSignalsOfThePast() {
        List<Candle> candles = walk("BACK", new Random(9), 2_000);
        Flow flow = Flow.start(folder.resolve("mail.db"));
        flow.load("a", true, candles);
        assertFalse(made(flow, "BACK").signals().isEmpty());
        assertTrue(await(flow.store().notifications(null, ALL)).isEmpty());
        flow.stop();
    }

    private void load(Flow flow, String name, List<Candle> candles, Random random) {
        List<Candle> shuffled = new ArrayList<>(candles);
        Collections.shuffle(shuffled, random);
        for (int from = 0; from < shuffled.size(); from += 700) {
            int to = Math.min(from + 700, shuffled.size());
            AppendReply reply = flow.load(name, to == shuffled.size(), shuffled.subList(from, to));
            assertEquals(AppendReply.Status.STORED, reply.status());
            assertEquals(to - from, reply.stored());
        }
    }

    private static void live(Flow flow, List<Candle> candles) {
        for (int from = 0; from < candles.size(); from += 500) {
            AppendReply reply =
                    Flow.await(flow.append(List.copyOf(candles.subList(from, Math.min(from + 500, candles.size())))));
            assertEquals(AppendReply.Status.STORED, reply.status());
        }
    }

    /** Changes what is stored without the program. */
    private static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static List<Candle> walk(String symbol, Random random, int count) {
        Prices prices = new Prices(random);
        List<Candle> candles = new ArrayList<>();
        // From before 1970 on.
        long time = -1_000 * MINUTE;
        for (int i = 0; i < count; i++) {
            candles.add(prices.candle(symbol, time));
            time += (1 + random.nextInt(50)) * 1_000_000L;
        }
        return candles;
    }

    /** Waits until all stages are done with what there is. */
    private static Made made(Flow flow, String symbol) {
        Made[] last = {look(flow, symbol)};
        int[] same = {0};
        return Await.until(
                "a standstill",
                LIMIT,
                () -> {
                    Made now = look(flow, symbol);
                    same[0] = now.equals(last[0]) && now.summary() != null ? same[0] + 1 : 0;
                    last[0] = now;
                    return now;
                },
                now -> same[0] > STILL);
    }

    private static void assertMade(Made expected, Flow flow, String symbol) {
        try {
            Await.until("the same", LIMIT, () -> look(flow, symbol), expected::equals);
        } catch (AssertionError e) {
            assertEquals(expected, look(flow, symbol));
        }
    }

    private static Made look(Flow flow, String symbol) {
        Store.Range all = Store.Range.last(ALL);
        Map<String, List<?>> bars = new TreeMap<>();
        for (Timeframe timeframe : Consistency.INDICATORS.timeframes()) {
            if (!timeframe.isRaw()) {
                bars.put(timeframe.name(), await(flow.store().bars(symbol, timeframe, all)));
            }
        }
        Map<String, List<Object>> signals = new TreeMap<>();
        Store.SignalQuery query = new Store.SignalQuery(symbol, null, null, null, Long.MIN_VALUE, null, ALL);
        for (Store.StoredSignal stored : await(flow.store().signals(query))) {
            Signal signal = stored.signal();
            List<Object> scores = stored.scores().stream()
                    .sorted(Comparator.comparingInt(SignalScore::horizonBars))
                    .collect(Collectors.toList());
            signals.put(signal.id(), List.of(signal.price(), signal.inputs(), signal.explain(), scores));
        }
        SymbolView view = flow.views(List.of(symbol)).get(symbol);
        List<BarUpdate> open =
                view.open().stream().map(LateHistoryTest::withoutOrigin).toList();
        return new Made(
                await(flow.store().candles(symbol, all, false)),
                bars,
                signals,
                open,
                withoutOrigin(flow.summaries().get(symbol)));
    }

    private static BarUpdate withoutOrigin(BarUpdate update) {
        return new BarUpdate(
                update.symbol(),
                update.timeframe(),
                0,
                0,
                update.closed(),
                update.bar(),
                update.values(),
                update.previous(),
                update.bars(),
                null,
                null);
    }

    private static StockSummary withoutOrigin(StockSummary summary) {
        return summary == null
                ? null
                : new StockSummary(
                        summary.symbol(),
                        0,
                        summary.last(),
                        summary.lastTime(),
                        0,
                        summary.previousClose(),
                        summary.open(),
                        summary.high(),
                        summary.low(),
                        summary.volume(),
                        summary.vwap(),
                        summary.bars(),
                        summary.meanMovePercent(),
                        summary.moveDeviationPercent(),
                        summary.buySignals(),
                        summary.sellSignals(),
                        summary.reliability());
    }

    private static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
