package dev.ticktide.web.feed.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.IndicatorSeries;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.chart.PastStates;
import dev.ticktide.web.feed.Feed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudiesTest {

    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final long MINUTE = 60_000_000;

    private static final Store NO_CHECKPOINTS = (Store) Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> CompletableFuture.completedFuture(Optional.empty()));

    private final List<Bar> bars = new ArrayList<>();
    private final Random random = new Random(20261124);
    private final Deque<Promise<PastStates.Past>> reads = new ArrayDeque<>();
    private boolean slow;
    private final List<BarUpdate> openBars = new ArrayList<>();
    private final Studies studies = new Studies(
            this::read,
            symbol -> Future.succeededFuture(new SymbolView(symbol, List.copyOf(openBars), List.of())),
            List.of(Timeframe.RAW, M1));
    private final Map<String, ObjectNode> newest = new HashMap<>();
    private final Map<Long, Double> closedValues = new HashMap<>();

    private Future<PastStates.Past> read(String symbol, Timeframe timeframe, IndicatorName name) {
        if (slow) {
            Promise<PastStates.Past> promise = Promise.promise();
            reads.add(promise);
            return promise.future();
        }
        return Future.succeededFuture(stored(name));
    }

    /** As after all bars there are now. */
    private PastStates.Past stored(IndicatorName name) {
        return new PastStates(
                        NO_CHECKPOINTS,
                        (symbol, timeframe, range) -> CompletableFuture.completedFuture(range.cut(bars.stream()
                                .filter(bar -> bar.time() >= range.from() && bar.time() < range.to())
                                .toList())))
                .before("AAPL", M1, Long.MAX_VALUE, List.of(name))
                .toCompletableFuture()
                .join();
    }

    private Bar next() {
        double close = (bars.isEmpty() ? 100 : bars.get(bars.size() - 1).close()) + random.nextGaussian();
        return new Bar(bars.size() * MINUTE, close, close + 1, close - 1, close, 5, 1);
    }

    private BarUpdate update(Bar bar, boolean closed, Timeframe timeframe) {
        double[] none = {};
        return new BarUpdate("AAPL", timeframe, 1, 1, closed, bar, none, none, bars.size(), null, null);
    }

    private void close(Timeframe timeframe) {
        bars.add(next());
        studies.bar(update(bars.get(bars.size() - 1), true, timeframe));
    }

    private void history(int count) {
        for (int i = 0; i < count; i++) {
            bars.add(next());
        }
    }

    private void tick() {
        studies.tick((address, values) -> {
            newest.put(address, values);
            for (JsonNode point : values.get("points")) {
                if (point.get("closed").asBoolean()) {
                    closedValues.put(
                            point.get("time").asLong() * 1_000,
                            point.get("value").isNull()
                                    ? Double.NaN
                                    : point.get("value").asDouble());
                }
            }
        });
    }

    private static String address(String name, Timeframe timeframe) {
        return Feed.STUDY_PREFIX + timeframe.name() + "." + name + ".AAPL";
    }

    /** What the REST interface answers for the same bars. */
    private double[] expected(String name) {
        IndicatorSeries series = IndicatorSeries.begin(List.of(IndicatorName.parse(name)));
        return bars.stream().mapToDouble(bar -> series.update(bar)[0]).toArray();
    }

    private void assertValues(String name, int from) {
        double[] expected = expected(name);
        for (int i = from; i < bars.size(); i++) {
            assertEquals(
                    expected[i],
                    closedValues.getOrDefault(bars.get(i).time(), Double.NEGATIVE_INFINITY),
                    name + " at bar " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sma-9", "ema-9", "rsi-5", "ema-60"})
    void liveValuesAreThoseOfTheRestInterface(String name) {
        history(3_000);
        studies.watch(address(name, M1));
        for (int i = 0; i < 200; i++) {
            close(M1);
            if (i % 3 == 0) {
                tick();
            }
        }
        tick();
        assertValues(name.replace("-", "(") + ")", 3_000);
    }

    @Test
    void theOpenBarHasTheValueItWouldHaveIfItClosedNowAndLeavesNoTrace() {
        history(100);
        studies.watch(address("sma-3", M1));
        Bar open = next();
        studies.bar(update(open, false, M1));
        tick();
        JsonNode point = newest.get(address("sma-3", M1)).at("/points/0");
        assertEquals(false, point.get("closed").asBoolean());
        double expected = (bars.get(98).close() + bars.get(99).close() + open.close()) / 3;
        assertEquals(expected, point.get("value").asDouble(), 1e-9);
        close(M1);
        tick();
        assertValues("sma(3)", 100);
    }

    @Test
    void inAQuietMarketTheOpenBarHasItsValueTooAndWhoeverComesNextHearsIt() {
        history(100);
        openBars.add(update(next(), false, M1));
        studies.watch(address("sma-3", M1));
        tick();
        JsonNode first = newest.remove(address("sma-3", M1));
        assertEquals(
                openBars.get(0).bar().time() / 1_000, first.at("/points/0/time").asLong());
        tick();
        assertNull(newest.get(address("sma-3", M1)), "nothing new");
        studies.watch(address("sma-3", M1));
        tick();
        assertEquals(first, newest.get(address("sma-3", M1)));
    }

    @Test
    void barsThatCloseWhileItWarmsUpAreNotLost() {
        slow = true;
        history(50);
        studies.watch(address("sma-3", M1));
        PastStates.Past read = stored(IndicatorName.parse("sma(3)"));
        close(M1);
        close(M1);
        tick();
        assertEquals(Map.of(), newest, "silent while warming up");
        reads.remove().complete(read);
        tick();
        assertValues("sma(3)", 50);
    }

    @Test
    void aBarThatWasMissedHasItWarmUpAnew() {
        history(50);
        studies.watch(address("sma-3", M1));
        close(M1);
        tick();
        bars.add(next());
        close(M1);
        close(M1);
        tick();
        assertValues("sma(3)", 53);
    }

    @Test
    void onRawTheFirstBarMayHaveBeenPrecededByOneThatNobodyTold() {
        history(50);
        studies.watch(address("ema-3", Timeframe.RAW));
        bars.add(next());
        for (int i = 0; i < 5; i++) {
            close(Timeframe.RAW);
        }
        tick();
        assertValues("ema(3)", 52);
    }

    @Test
    void aReadThatFailsIsTriedAgainAtTheNextTick() {
        slow = true;
        history(10);
        studies.watch(address("sma-3", M1));
        reads.remove().fail("the store is away");
        tick();
        reads.remove().complete(stored(IndicatorName.parse("sma(3)")));
        slow = false;
        close(M1);
        tick();
        assertValues("sma(3)", 10);
    }

    @Test
    void whileTooFewBarsAreThereItSaysHowMany() {
        history(36);
        studies.watch(address("sma-50", M1));
        close(M1);
        tick();
        JsonNode message = newest.get(address("sma-50", M1));
        assertEquals("{\"need\":50,\"have\":37}", message.get("warmup").toString());
        assertEquals(true, message.at("/points/0/value").isNull());
        for (int i = 0; i < 13; i++) {
            close(M1);
        }
        tick();
        assertEquals(true, newest.get(address("sma-50", M1)).get("warmup").isNull());
    }

    @Test
    void whatNamesNothingIsSilentAndThereIsABound() {
        for (String wrong :
                List.of("9m.sma-9.AAPL", "1m.nope-9.AAPL", "1m.sma-0.AAPL", "1m.sma-9.a b", "1m.sma.AAPL", "")) {
            studies.watch(Feed.STUDY_PREFIX + wrong);
        }
        assertEquals(0, studies.size());
        for (int period = 1; period <= Studies.MAX_STUDIES + 5; period++) {
            studies.watch(address("sma-" + period, M1));
        }
        assertEquals(Studies.MAX_STUDIES, studies.size());
        studies.unwatch(address("sma-1", M1));
        studies.watch(address("sma-999", M1));
        assertEquals(Studies.MAX_STUDIES, studies.size());
    }

    @Test
    void nothingIsComputedAfterTheLastHasGone() {
        history(50);
        studies.watch(address("sma-3", M1));
        tick();
        newest.clear();
        studies.unwatch(address("sma-3", M1));
        close(M1);
        tick();
        assertNull(newest.get(address("sma-3", M1)));
        assertEquals(0, studies.size());
    }
}
