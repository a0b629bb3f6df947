package dev.ticktide.indicator.append;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.indicator.state.Logs;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.reference.Companies;
import dev.ticktide.store.Store.SymbolInfo;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Each test commits plans into a log of lists; {@code AAPL} lives in partition 0, other symbols in 1, economic indicators in 2. */
class AppendPlannerTest {

    private static final long T0 = Samples.T0;
    private static final long ARRIVAL = T0 + 99;
    private static final int MAX_SYMBOLS = 4;
    private static final int ECONOMY = 2;

    private final Map<Integer, PartitionState> states = Map.of(0, state(0), 1, state(1), ECONOMY, state(ECONOMY));
    private final List<LogEntry> log = new ArrayList<>();
    private final Set<String> knownSymbols = new HashSet<>();
    private final Set<MarketEvent> removed = new HashSet<>();
    private final AppendPlanner planner = new AppendPlanner(states::get, knownSymbols, MAX_SYMBOLS, Companies.load());

    @Example
    void newEventsAreStoredInTheirOrder() {
        List<MarketEvent> events = List.of(candle("AAPL", 1), candle("MSFT", 1), candle("AAPL", 2));
        AppendPlanner.Plan plan = commit(request(events));
        assertEquals(List.of(stored(3, 0, 0)), plan.replies());
        assertEquals(
                List.of(
                        new LogEntry(0, 1, ARRIVAL, false, events.get(0)),
                        new LogEntry(1, 1, ARRIVAL, false, events.get(1)),
                        new LogEntry(0, 2, ARRIVAL, false, events.get(2))),
                plan.entries());
    }

    @Example
    void aSymbolIsAnnouncedOnceWithItsCompanyIfItIsKnown() {
        AppendPlanner.Plan plan = commit(request(candle("AAPL", 1), candle("NOSUCH", 1), candle("AAPL", 2)));
        assertEquals(
                List.of(
                        new SymbolInfo(
                                "AAPL",
                                0,
                                "Apple Inc.",
                                plan.newSymbols().get(0).sector()),
                        new SymbolInfo("NOSUCH", 1, null, null)),
                plan.newSymbols());
        assertEquals(List.of(), commit(request(candle("AAPL", 3))).newSymbols());
    }

    @Example
    void theSameCandleAgainIsADuplicate() {
        commit(request(candle("AAPL", 1), candle("AAPL", 2), candle("AAPL", 3)));
        AppendPlanner.Plan plan = commit(request(candle("AAPL", 1), candle("AAPL", 3)));
        assertEquals(List.of(stored(0, 2, 0)), plan.replies());
        assertEquals(List.of(), plan.entries());
    }

    @Example
    void theSameCandleTwiceInARequestIsStoredOnce() {
        AppendPlanner.Plan plan = commit(request(candle("AAPL", 1), candle("AAPL", 1)));
        assertEquals(List.of(stored(1, 1, 0)), plan.replies());
        assertEquals(1, plan.entries().size());
    }

    @Example
    void theSameCandleInTwoRequestsOfAGroupIsStoredOnce() {
        AppendPlanner.Plan plan =
                commit(request(candle("AAPL", 1)), request(candle("AAPL", 2)), request(candle("AAPL", 1)));
        assertEquals(List.of(stored(1, 0, 0), stored(1, 0, 0), stored(0, 1, 0)), plan.replies());
        assertEquals(2, plan.entries().size());
    }

    @Example
    void aConflictTakesItsWholeRequestWithItButNoOther() {
        commit(request(candle("AAPL", 1)));
        AppendPlanner.Plan plan = commit(
                request(candle("AAPL", 2), candle("MSFT", 1)),
                request(candle("AAPL", 3), candle("GOOGL", 1), other("AAPL", 1), candle("MSFT", 2)),
                request(candle("AAPL", 4), candle("MSFT", 3)));
        assertEquals(List.of(stored(2, 0, 0), conflict(2), stored(2, 0, 0)), plan.replies());
        assertEquals(List.of("0:2 AAPL 2", "1:1 MSFT 1", "0:3 AAPL 4", "1:2 MSFT 3"), places(plan));
        assertEquals(
                List.of("MSFT"),
                plan.newSymbols().stream().map(SymbolInfo::symbol).toList());
    }

    @Example
    void everyConflictOfARequestIsNamed() {
        commit(request(candle("AAPL", 1), candle("MSFT", 1)));
        AppendPlanner.Plan plan =
                commit(request(other("AAPL", 1), candle("AAPL", 2), other("MSFT", 1), other("AAPL", 2)));
        assertEquals(List.of(conflict(0, 2, 3)), plan.replies());
        assertEquals(List.of(), plan.entries());
        assertEquals(List.of(), plan.newSymbols());
    }

    @Example
    void aConflictWithAnEarlierRequestOfTheGroupIsOne() {
        AppendPlanner.Plan plan = commit(request(candle("AAPL", 1)), request(other("AAPL", 1)));
        assertEquals(List.of(stored(1, 0, 0), conflict(0)), plan.replies());
    }

    @Example
    void whatARefusedRequestHeldIsNewToTheNextOne() {
        commit(request(candle("AAPL", 1)));
        AppendPlanner.Plan plan = commit(
                request(candle("AAPL", 9), other("AAPL", 1)), request(candle("AAPL", 5)), request(other("AAPL", 9)));
        assertEquals(List.of(conflict(1), stored(1, 0, 0), stored(1, 0, 0)), plan.replies());
        assertEquals(
                List.of(false, false),
                plan.entries().stream().map(LogEntry::late).toList());
    }

    @Example
    void aCandleBeforeTheNewestIsLate() {
        commit(request(candle("AAPL", 5)));
        AppendPlanner.Plan plan = commit(request(candle("AAPL", 4), candle("AAPL", 7), candle("AAPL", 6)));
        assertEquals(List.of(stored(3, 0, 2)), plan.replies());
        assertEquals(
                List.of(true, false, true),
                plan.entries().stream().map(LogEntry::late).toList());
    }

    @Example
    void latenessIsJudgedBySymbolAndKind() {
        commit(request(candle("AAPL", 5)));
        AppendPlanner.Plan plan = commit(request(candle("MSFT", 1), news("AAPL", 1, 0.5), order("AAPL", 1, 10)));
        assertEquals(List.of(stored(3, 0, 0)), plan.replies());
        assertEquals(
                List.of(stored(1, 0, 1)), commit(request(news("AAPL", 0, 0.5))).replies());
    }

    @Example
    void metadataOfOneTimeMayBeMany() {
        AppendPlanner.Plan plan =
                commit(request(order("AAPL", 1, 10), order("AAPL", 1, 11)), request(order("AAPL", 1, 12)));
        assertEquals(List.of(stored(2, 0, 0), stored(1, 0, 0)), plan.replies());
        assertEquals(
                List.of(stored(1, 0, 0)), commit(request(order("AAPL", 1, 13))).replies());
    }

    @Example
    void identicalMetadataIsADuplicate() {
        commit(request(order("AAPL", 1, 10), order("AAPL", 1, 11)));
        assertEquals(
                List.of(stored(0, 2, 0), stored(1, 1, 0)),
                commit(
                                request(order("AAPL", 1, 11), order("AAPL", 1, 10)),
                                request(order("AAPL", 1, 12), order("AAPL", 1, 12)))
                        .replies());
    }

    @Example
    void anEconomicIndicatorIsStoredOnceInALogOfTheirOwn() {
        AppendPlanner.Plan plan = commit(request(candle("AAPL", 1), gdp(1), candle("MSFT", 1)));
        assertEquals(List.of(stored(3, 0, 0)), plan.replies());
        assertEquals(List.of("0:1 AAPL 1", "2:1 GDP 1", "1:1 MSFT 1"), places(plan));
        assertEquals(List.of(stored(0, 1, 0)), commit(request(gdp(1))).replies());
        assertEquals(List.of(stored(1, 0, 1)), commit(request(gdp(0))).replies());
        assertEquals(Set.of("AAPL", "MSFT"), knownSymbols);
    }

    @Example
    void whatMayHaveBeenStoredAndRemovedIsRefusedWithItsRequestAndWhatIsLaterIsTaken() {
        commit(request(candle("AAPL", 5), candle("MSFT", 5)));
        removed.add(candle("AAPL", 3));
        AppendPlanner.Plan plan = commit(
                request(candle("AAPL", 6), candle("AAPL", 3)),
                request(candle("AAPL", 4), candle("AAPL", 7), candle("MSFT", 3)),
                request(candle("AAPL", 5)));
        assertEquals(
                List.of(AppendReply.refused(AppendReply.Status.REMOVED), stored(3, 0, 2), stored(0, 1, 0)),
                plan.replies());
    }

    @Example
    void namesOfEconomicIndicatorsAreBoundedAlsoWithinARequest() {
        assertEquals(
                List.of(stored(10_000, 0, 0)),
                commit(request(indicators(0, 10_000))).replies());
        assertEquals(
                List.of(AppendReply.refused(AppendReply.Status.SYMBOL_LIMIT), stored(0, 10_000, 0)),
                commit(request(indicators(9_999, 10_001)), request(indicators(0, 10_000)))
                        .replies());
        AppendPlannerTest fresh = new AppendPlannerTest();
        assertEquals(
                List.of(AppendReply.refused(AppendReply.Status.SYMBOL_LIMIT), stored(1, 0, 0)),
                fresh.commit(request(indicators(0, 10_001)), request(gdp(1))).replies());
    }

    @Example
    void aSymbolTooManyRefusesItsWholeRequestButNoOther() {
        commit(request(candle("AAPL", 1), candle("A", 1), candle("B", 1)));
        AppendPlanner.Plan plan = commit(
                request(candle("C", 1), candle("D", 1)),
                request(candle("D", 1), candle("AAPL", 2)),
                request(candle("C", 1)),
                request(candle("AAPL", 2), gdp(1)));
        assertEquals(
                List.of(
                        AppendReply.refused(AppendReply.Status.SYMBOL_LIMIT),
                        stored(2, 0, 0),
                        AppendReply.refused(AppendReply.Status.SYMBOL_LIMIT),
                        stored(1, 1, 0)),
                plan.replies());
        assertEquals(List.of("1:3 D 1", "0:2 AAPL 2", "2:1 GDP 1"), places(plan));
        assertEquals(
                List.of("D"), plan.newSymbols().stream().map(SymbolInfo::symbol).toList());
    }

    @Example
    void onlyEventsNotLaterThanTheLastOfTheirKindAreLookedUp() {
        commit(request(candle("AAPL", 5), news("MSFT", 5, 0.5), gdp(5)));
        List<MarketEvent> events =
                List.of(candle("AAPL", 6), candle("AAPL", 5), candle("MSFT", 1), news("MSFT", 4, 0.1), gdp(5), gdp(6));
        assertEquals(
                Map.of(0, List.of(events.get(1)), 1, List.of(events.get(3)), ECONOMY, List.of(events.get(4))),
                planner.possiblyStored(List.of(request(events))));
    }

    @Property(tries = 300)
    void anyMixIsAnsweredAsTheLedgerSaysAndNumberedWithoutGaps(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int groups) {
        AppendPlannerTest fresh = new AppendPlannerTest();
        Random random = new Random(seed);
        Ledger ledger = new Ledger(MAX_SYMBOLS);
        int written = 0;
        for (int i = 0; i < groups; i++) {
            List<AppendRequest> group = new ArrayList<>();
            List<AppendReply> expected = new ArrayList<>();
            for (int j = random.nextInt(8); j >= 0; j--) {
                AppendRequest request = request(randomEvents(random));
                group.add(request);
                expected.add(ledger.append(request));
            }
            AppendPlanner.Plan plan = fresh.commit(group.toArray(AppendRequest[]::new));
            assertEquals(expected, plan.replies());
            written += plan.entries().size();
        }
        Map<Integer, Long> seqs = new HashMap<>();
        for (LogEntry entry : fresh.log) {
            assertEquals(seqs.merge(entry.partition(), 1L, Long::sum), entry.seq());
        }
        assertEquals(written, fresh.log.size());
    }

    /** Plans and, as the appender would, stores and folds. Folding fails if a seq is not the next one. */
    private AppendPlanner.Plan commit(AppendRequest... requests) {
        List<AppendRequest> group = List.of(requests);
        Map<Integer, List<LogEntry>> found = new HashMap<>();
        planner.possiblyStored(group).forEach((partition, events) -> found.put(partition, find(partition, events)));
        AppendPlanner.Plan plan = planner.plan(group, new AppendPlanner.Found(found, removed));
        log.addAll(plan.entries());
        plan.newSymbols().forEach(info -> knownSymbols.add(info.symbol()));
        plan.entries().forEach(entry -> states.get(entry.partition()).apply(entry, update -> {}));
        return plan;
    }

    private List<LogEntry> find(int partition, List<MarketEvent> events) {
        return log.stream()
                .filter(entry -> entry.partition() == partition)
                .filter(entry -> events.stream().anyMatch(event -> isSameIdentity(event, entry.event())))
                .toList();
    }

    private static boolean isSameIdentity(MarketEvent a, LogEvent b) {
        return a.getClass() == b.getClass() && a.subject().equals(b.subject()) && a.time() == b.time();
    }

    private static List<MarketEvent> randomEvents(Random random) {
        List<MarketEvent> events = new ArrayList<>();
        String[] symbols = {"AAPL", "MSFT", "B", "C", "D", "E"};
        int reach = 1 + random.nextInt(20);
        for (int i = random.nextInt(5); i >= 0; i--) {
            String symbol = symbols[random.nextInt(random.nextInt(4) == 0 ? 6 : 3)];
            int time = random.nextInt(reach);
            events.add(
                    switch (random.nextInt(8)) {
                        case 0 -> gdp(time);
                        case 1 -> order(symbol, time, 1 + random.nextInt(3));
                        case 2 -> news(symbol, time, 0.5);
                        case 3 -> other(symbol, time);
                        default -> candle(symbol, time);
                    });
        }
        return events;
    }

    private static PartitionState state(int log) {
        return new PartitionState(log, Logs.SETTINGS);
    }

    private static AppendRequest request(MarketEvent... events) {
        return request(List.of(events));
    }

    private static AppendRequest request(List<MarketEvent> events) {
        List<Integer> partitions = events.stream()
                .map(event -> event instanceof EconomicIndicator
                        ? ECONOMY
                        : event.subject().equals("AAPL") ? 0 : 1)
                .toList();
        return new AppendRequest(ARRIVAL, events, partitions);
    }

    private static List<MarketEvent> indicators(int from, int to) {
        List<MarketEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(new EconomicIndicator("Indicator " + i, T0, i));
        }
        return events;
    }

    private static List<String> places(AppendPlanner.Plan plan) {
        return plan.entries().stream()
                .map(entry -> entry.partition() + ":" + entry.seq() + " "
                        + entry.event().subject() + " " + (entry.event().time() - T0))
                .toList();
    }

    private static AppendReply stored(int stored, int duplicate, int late) {
        return new AppendReply(AppendReply.Status.STORED, stored, duplicate, late, List.of());
    }

    private static AppendReply conflict(Integer... positions) {
        return new AppendReply(AppendReply.Status.CONFLICT, 0, 0, 0, List.of(positions));
    }

    private static Candle candle(String symbol, int time) {
        return Samples.candle(symbol, T0 + time, 100);
    }

    /** A candle of the same identity with other values. */
    private static Candle other(String symbol, int time) {
        return Samples.candle(symbol, T0 + time, 200);
    }

    private static Metadata order(String symbol, int time, double price) {
        return new OrderBookEntry(symbol, T0 + time, Side.BUY, price, 1);
    }

    private static Metadata news(String symbol, int time, double score) {
        return new NewsSentiment(symbol, T0 + time, score, 0.5);
    }

    private static Metadata gdp(int time) {
        return new EconomicIndicator("GDP", T0 + time, 1.5);
    }
}
