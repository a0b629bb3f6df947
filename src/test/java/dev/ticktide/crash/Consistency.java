package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.crash.History.Kind;
import dev.ticktide.crash.History.Operation;
import dev.ticktide.crash.History.Outcome;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Correction;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.SignalSettings;
import dev.ticktide.strategy.script.Strategies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The invariants, each held against the clients' history, the stored log and what was computed from it offline. */
final class Consistency {

    /** What the processes under test are configured to compute. */
    static final IndicatorSettings INDICATORS = new IndicatorSettings(
            Stream.of("raw", "1m", "5m", "15m", "1h").map(Timeframe::parse).toList(),
            Stream.of("sma(20)", "sma(50)", "ema(12)", "ema(20)", "ema(26)", "rsi(14)", "sma(26)")
                    .map(IndicatorName::parse)
                    .toList());

    static final SignalEngine ENGINE = new SignalEngine(signals(), INDICATORS.indicators());

    private static final int SHOWN = 5;

    private Consistency() {}

    /** {@link #INDICATORS} and {@link #ENGINE} as a configuration file. */
    static String configuration() {
        return "indicators:\n  timeframes: " + quoted(INDICATORS.timeframes()) + "\n  names: "
                + quoted(INDICATORS.indicators()) + "\nsignals:\n  strategies:\n"
                + "    - {name: rsi-reversal, timeframes: [raw, 1m]}\n    - {name: trend, timeframes: [raw, 1m]}\n";
    }

    /** Acknowledged is stored with equal values; stored was sent and not refused; a batch is stored whole or not at all. */
    static void historyAndLog(List<Operation> operations, StoredData data) {
        historyAndLog(operations, data, false);
    }

    /**
     * As above.
     *
     * @param clustered a batch goes to several owners, each of which stores its part whole or not at all: what was not answered
     *     with 200 may be stored in part, and what was refused for a conflict as far as it went to other owners than that
     */
    static void historyAndLog(List<Operation> operations, StoredData data, boolean clustered) {
        Map<MarketEvent, Integer> stored = new HashMap<>();
        data.events().forEach(event -> stored.merge(event, 1, Integer::sum));
        Set<MarketEvent> sent = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            long found = operation.events().stream().filter(stored::containsKey).count();
            boolean mayBeStored = operation.kind() == Kind.FRESH || operation.kind() == Kind.REPEAT;
            if (mayBeStored) {
                sent.addAll(operation.events());
            }
            boolean right;
            if (mayBeStored) {
                right = found == operation.events().size()
                        || (operation.outcome() == Outcome.UNKNOWN && (found == 0 || clustered));
            } else if (clustered && operation.kind() == Kind.CONFLICT) {
                sent.addAll(operation.events());
                right = true;
            } else {
                right = found == 0;
            }
            if (!right) {
                wrong.add(operation + ": " + found + " of " + operation.events().size() + " events are stored");
            }
        }
        stored.forEach((event, copies) -> {
            if (!sent.contains(event)) {
                wrong.add("stored, but never sent: " + event);
            } else if (copies != 1) {
                wrong.add(copies + " copies instead of one: " + event);
            }
        });
        none("history and log differ", wrong);
    }

    /** Sequences have no gap, a candle's key is there once, and late means late. */
    static void log(StoredData data) {
        List<String> wrong = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        data.log().forEach((partition, entries) -> {
            Map<String, Long> latest = new HashMap<>();
            Map<String, Long> closed = new HashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                LogEntry entry = entries.get(i);
                LogEvent event = entry.event();
                if (entry.seq() != i + 1) {
                    wrong.add("entry " + (i + 1) + " of partition " + partition + " has seq " + entry.seq());
                }
                if (event instanceof Correction) {
                    continue;
                }
                if (event instanceof BarsClosed) {
                    closed.merge(event.subject(), event.time(), Math::max);
                    continue;
                }
                if (event instanceof Candle && !keys.add(event.subject() + '@' + event.time())) {
                    wrong.add("two candles at " + event.subject() + '@' + event.time());
                }
                String stream = event.subject() + (event instanceof Metadata metadata ? metadata.type() : "");
                long before = latest.getOrDefault(stream, Long.MIN_VALUE);
                if (event instanceof Candle) {
                    before = Math.max(before, closed.getOrDefault(stream, Long.MIN_VALUE));
                }
                if (entry.late() != event.time() < before) {
                    wrong.add("late is wrong: " + entry);
                }
                latest.merge(stream, event.time(), Math::max);
            }
        });
        none("the log is not as it should be", wrong);
        assertEquals("ok", data.integrity(), "integrity check");
    }

    /** Bars, signals, scores and outbox follow from the log: nothing is missing, nothing is too many, every bit agrees. */
    static void derived(StoredData data, OfflineFold fold, Function<Signal, List<Notification>> plan) {
        same("bar table", fold.bars(), data.bars());
        same("signal table", fold.signalRows(), data.signals());
        same("score table", fold.scores(), data.scores());
        same("outbox", fold.outboxRows(plan), data.outbox());
    }

    /** Every stored snapshot with the log after it gives the state that the whole log gives. */
    static int snapshots(StoredData data, OfflineFold fold) {
        for (StoredData.Snapshot snapshot : data.snapshots()) {
            assertArrayEquals(
                    fold.snapshot(snapshot.partition()),
                    fold.snapshot(snapshot, data.log().get(snapshot.partition())),
                    () -> "snapshot " + snapshot.seq() + " of partition " + snapshot.partition() + " and its tail");
        }
        return data.snapshots().size();
    }

    /** Whether what comes after the log has caught up with it, by counts. */
    static boolean isSettled(StoredData data, OfflineFold fold) {
        return data.signals().size() >= fold.signals().size()
                && data.scores().size() >= fold.scores().size()
                && data.bars().size() >= fold.bars().size()
                && data.unsent().isEmpty();
    }

    private static <V> void same(String what, Map<String, V> expected, Map<String, V> actual) {
        if (expected.equals(actual)) {
            return;
        }
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        Map<String, String> differences = new TreeMap<>();
        for (String key : keys) {
            V due = expected.get(key);
            V there = actual.get(key);
            if (due == null || !due.equals(there)) {
                differences.put(key, "\n  due   " + due + "\n  found " + there);
            }
        }
        throw new AssertionError(what + ": " + expected.size() + " rows due, " + actual.size() + " found, "
                + differences.size() + " differ, such as "
                + differences.entrySet().stream()
                        .limit(SHOWN)
                        .map(each -> each.getKey() + each.getValue())
                        .collect(Collectors.joining("\n")));
    }

    private static void none(String what, List<String> wrong) {
        assertTrue(
                wrong.isEmpty(),
                () -> what + ", " + wrong.size() + " times, such as\n"
                        + String.join("\n", wrong.subList(0, Math.min(SHOWN, wrong.size()))));
    }

    private static SignalSettings signals() {
        List<Timeframe> on = List.of(Timeframe.RAW, Timeframe.parse("1m"));
        return new SignalSettings(List.of(
                new SignalSettings.Use(Strategies.RSI_REVERSAL, on), new SignalSettings.Use(Strategies.TREND, on)));
    }

    private static String quoted(List<?> values) {
        return values.stream().map(value -> "\"" + value + "\"").toList().toString();
    }
}
