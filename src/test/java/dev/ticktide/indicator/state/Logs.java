package dev.ticktide.indicator.state;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Gives events their place in one partition's log as the planner does: seq without gaps, late by subject and kind. */
public final class Logs {

    public static final int PARTITION = 3;

    /** Short periods, so that short logs warm everything up. */
    public static final IndicatorSettings SETTINGS =
            settings(List.of("raw", "1m", "5m"), List.of("sma(3)", "ema(2)", "rsi(2)"));

    private static final String[] SYMBOLS = {"AAPL", "MSFT", "BRK.B"};

    private final List<LogEntry> entries = new ArrayList<>();
    private final Map<List<String>, Long> lastTimes = new HashMap<>();
    private final Map<String, Long> closedUntil = new HashMap<>();

    public static IndicatorSettings settings(List<String> timeframes, List<String> indicators) {
        return new IndicatorSettings(
                timeframes.stream().map(Timeframe::parse).toList(),
                indicators.stream().map(IndicatorName::parse).toList());
    }

    public LogEntry add(LogEvent event) {
        if (event instanceof BarsClosed) {
            closedUntil.merge(event.subject(), event.time(), Math::max);
            return add(event, false);
        }
        String kind = event instanceof Metadata metadata ? metadata.type().name() : "CANDLE";
        List<String> stream = List.of(kind, event.subject());
        long last = lastTimes.merge(stream, event.time(), Math::max);
        boolean closed =
                event instanceof Candle && event.time() < closedUntil.getOrDefault(event.subject(), Long.MIN_VALUE);
        return add(event, event.time() < last || closed);
    }

    private LogEntry add(LogEvent event, boolean late) {
        long seq = entries.size() + 1L;
        LogEntry entry = new LogEntry(PARTITION, seq, Samples.T0 + 1_000 * seq, late, event);
        entries.add(entry);
        return entry;
    }

    List<LogEntry> entries() {
        return entries;
    }

    /** Candles of several symbols, some late, with every kind of metadata and of decision between. */
    public static List<LogEntry> random(long seed, int length) {
        Random random = new Random(seed);
        Logs log = new Logs();
        long time = Samples.T0;
        for (int i = 0; i < length; i++) {
            time += random.nextInt(90_000_000);
            long late = random.nextInt(5) == 0 ? random.nextInt(400_000_000) : 0;
            log.add(
                    random.nextInt(10) == 0
                            ? new BarsClosed(SYMBOLS[random.nextInt(SYMBOLS.length)], time / 60_000_000 * 60_000_000)
                            : event(random, time - late));
        }
        return log.entries;
    }

    /** What folding {@code entries} into {@code state} told a sink. */
    public static List<BarUpdate> fold(PartitionState state, List<LogEntry> entries) {
        List<BarUpdate> updates = new ArrayList<>();
        entries.forEach(entry -> state.apply(entry, updates::add));
        return updates;
    }

    public static List<BarUpdate> closed(List<BarUpdate> updates, String timeframe) {
        return only(updates, timeframe).filter(BarUpdate::closed).toList();
    }

    static List<BarUpdate> open(List<BarUpdate> updates, String timeframe) {
        return only(updates, timeframe).filter(update -> !update.closed()).toList();
    }

    private static Stream<BarUpdate> only(List<BarUpdate> updates, String timeframe) {
        return updates.stream().filter(update -> update.timeframe().name().equals(timeframe));
    }

    private static MarketEvent event(Random random, long time) {
        String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
        double price = 50 + 100 * random.nextDouble();
        return switch (random.nextInt(12)) {
            case 0 -> new OrderBookEntry(symbol, time, random.nextBoolean() ? Side.BUY : Side.SELL, price, 10);
            case 1 -> new NewsSentiment(symbol, time, random.nextDouble() - 0.5, random.nextDouble());
            case 2 -> new MarketData(symbol, time, 1e9 * price, price / 7);
            case 3 -> new EconomicIndicator("GDP Growth Rate", time, price - 100);
            default -> new Candle(symbol, time, price, price + 2, price - 2, price + 1, random.nextInt(1_000));
        };
    }
}
