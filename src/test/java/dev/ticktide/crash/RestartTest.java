package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.signal.StockSummary;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same log in any batches, with stops and crashes anywhere, gives what one uninterrupted run gives, bit for bit: the log,
 * bars, signals, scores, outbox, summaries and how symbols stand. {@code -Dticktide.seeds=N} tries more seeds.
 */
class RestartTest {

    private static final int SEEDS = Integer.getInteger("ticktide.seeds", 20);
    private static final long SEED = Long.getLong("ticktide.seed", 1);
    private static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "NVDA", "TSLA", "AMZN", "META");
    private static final long BEGIN = 1_700_000_000_000_000L;
    private static final long STEP = 7_000_000;
    private static final int SETTLE_MILLIS = 15_000;

    @TempDir
    private Path folder;

    private int crashes;

    /** Everything that comes out at the end. */
    private record Outputs(StoredData data, Map<String, StockSummary> summaries, Map<String, SymbolView> views) {}

    static List<Long> seeds() {
        return new Random(SEED).longs(SEEDS).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void interruptionsChangeNothing(long seed) throws Exception {
        Random random = new Random(seed);
        List<MarketEvent> events = events(random);
        Outputs whole = uninterrupted(events);
        Outputs torn = interrupted(events, random);
        assertEquals(whole.data.log(), torn.data.log());
        OfflineFold fold = fold(whole.data);
        assertTrue(fold.signals().size() > 20, "too few signals to say anything");
        Consistency.log(torn.data);
        Consistency.derived(whole.data, fold, Flow.PLAN::plan);
        Consistency.derived(torn.data, fold, Flow.PLAN::plan);
        Consistency.snapshots(torn.data, fold);
        assertEquals(whole.summaries, torn.summaries);
        assertEquals(whole.views, torn.views);
    }

    private Outputs uninterrupted(List<MarketEvent> events) throws InterruptedException {
        Path file = folder.resolve("whole.db");
        Flow flow = Flow.start(file);
        assertEquals(AppendReply.Status.STORED, Flow.await(flow.append(events)).status());
        return outputs(flow, file);
    }

    private Outputs interrupted(List<MarketEvent> events, Random random) throws Exception {
        Flow flow = Flow.start(torn());
        int restarts = 2 + random.nextInt(3);
        int acked = 0;
        for (int i = 0; i < restarts; i++) {
            int until = acked + random.nextInt(2 * (events.size() - acked) / (restarts - i + 1) + 1);
            List<Sent> sent = send(flow, events, acked, Math.min(until, events.size()), random);
            switch (random.nextInt(8)) {
                case 0 -> {
                    // In good order.
                    acked = prefix(sent, acked, true);
                    flow.stop();
                }
                case 1 -> {
                    // Time enough for snapshots.
                    Thread.sleep(1_100 + random.nextInt(200));
                    acked = crash(flow, sent, acked);
                }
                case 2, 3 -> {
                    // Twice in a row: the second while the first is being caught up with.
                    acked = crash(flow, sent, acked);
                    Flow brief = Flow.start(torn());
                    Thread.sleep(random.nextInt(60));
                    acked = crash(brief, List.of(), acked);
                }
                default -> {
                    Thread.sleep(random.nextInt(60));
                    acked = crash(flow, sent, acked);
                }
            }
            if (random.nextInt(3) == 0) {
                spoilSnapshot(torn(), random);
            }
            flow = Flow.start(torn());
        }
        List<Sent> sent = send(flow, events, acked, events.size(), random);
        assertEquals(events.size(), prefix(sent, acked, true));
        return outputs(flow, torn());
    }

    private record Sent(int to, Future<AppendReply> reply) {}

    /** In order, without waiting for answers; some events were stored before, and some batches are sent twice. */
    private static List<Sent> send(Flow flow, List<MarketEvent> events, int from, int to, Random random)
            throws InterruptedException {
        List<Sent> sent = new ArrayList<>();
        int most = 1 + random.nextInt(400);
        int at = from;
        while (at < to) {
            int end = Math.min(to, at + 1 + random.nextInt(most));
            sent.add(new Sent(end, flow.append(events.subList(at, end))));
            if (random.nextInt(8) == 0) {
                sent.add(new Sent(end, flow.append(events.subList(at, end))));
            }
            if (random.nextInt(4) == 0) {
                Thread.sleep(random.nextInt(8));
            }
            at = end;
        }
        return sent;
    }

    /** How far everything was answered as stored. */
    private static int prefix(List<Sent> sent, int from, boolean wait) {
        int acked = from;
        for (Sent each : sent) {
            if (wait) {
                Flow.await(each.reply);
            }
            if (!each.reply.succeeded() || each.reply.result().status() != AppendReply.Status.STORED) {
                break;
            }
            acked = each.to;
        }
        return acked;
    }

    private int crash(Flow flow, List<Sent> sent, int from) {
        int[] acked = new int[1];
        crashes++;
        flow.crashTo(torn(), () -> acked[0] = prefix(sent, from, false));
        return acked[0];
    }

    /** The database of the interrupted run as the last crash left it. */
    private Path torn() {
        return folder.resolve("torn-" + crashes + ".db");
    }

    /** A snapshot that can't be read is dropped and built again. */
    private static void spoilSnapshot(Path file, Random random) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE snapshot SET body = substr(body, 1, length(body) / 2) WHERE stage = '"
                    + (random.nextBoolean() ? "indicator" : "aggregate") + "' AND partition = "
                    + random.nextInt(Flow.PARTITIONS));
        }
    }

    private static Outputs outputs(Flow flow, Path file) throws InterruptedException {
        OfflineFold fold = fold(StoredData.read(file));
        Map<String, Long> due = fold.lastSeqs();
        long begun = System.nanoTime();
        Map<String, Long> reached = Map.of();
        while (!due.equals(reached) && (System.nanoTime() - begun) / 1_000_000 < SETTLE_MILLIS) {
            Thread.sleep(10);
            Map<String, Long> seqs = new TreeMap<>();
            flow.summaries().forEach((symbol, summary) -> seqs.put(symbol, summary.seq()));
            reached = seqs;
        }
        assertEquals(due, reached, "how far summaries have got");
        Map<String, StockSummary> summaries = flow.summaries();
        Map<String, SymbolView> views = flow.views(SYMBOLS);
        flow.stop();
        return new Outputs(StoredData.read(file), summaries, views);
    }

    private static OfflineFold fold(StoredData data) {
        return new OfflineFold(data.log(), Consistency.INDICATORS, Consistency.ENGINE);
    }

    private static List<MarketEvent> events(Random random) {
        Prices prices = new Prices(random);
        List<MarketEvent> events = new ArrayList<>();
        int steps = 200 + random.nextInt(300);
        for (int i = 0; i < steps; i++) {
            long time = BEGIN + i * STEP;
            for (String symbol : SYMBOLS) {
                if (random.nextInt(10) > 0) {
                    events.add(prices.candle(symbol, time));
                }
                if (random.nextInt(30) == 0) {
                    events.add(prices.late(symbol, time - random.nextInt(30) * STEP - 3_000_000 - i));
                }
                if (random.nextInt(40) == 0) {
                    events.add(prices.metadata(symbol, time + i));
                }
            }
            if (random.nextInt(50) == 0) {
                events.add(prices.economy(time));
            }
        }
        return events;
    }
}
