package dev.ticktide.app.process;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.cluster.Role;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.ingest.IngestConfig;
import dev.ticktide.signal.SignalConfig;
import dev.ticktide.strategy.script.StrategyFolder;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How many symbols a heap has room for: an estimate from above, so that what {@code ingest.max_symbols} lets in never fills the
 * heap. What a symbol takes depends on the timeframes, indicators and strategies that are configured and on the stages of this
 * node, each of which may have to do with all symbols once the other nodes are gone.
 *
 * <p>The bytes are the sizes of the objects (64-bit JVM, compressed references) times their numbers in {@code jcmd
 * GC.class_histogram} of one process with all roles, fed with 5,000 symbols and 70 candles each that close a bar on all of the
 * five default timeframes: 22.5 KB of live heap a symbol, of which 2.8 KB were bars of the last ten seconds; with 2,000 symbols
 * and 170 candles of a random walk 20.6 KB, 3.6 KB of them such bars. The records of signals, of which a symbol then has a third,
 * are reckoned in full. Immutable.
 */
public final class SymbolRoom {

    /** What is taken without a setting, however large the heap. */
    private static final int MOST_UNASKED = 100_000;

    /** Program and caches of an idle process: 18.5 MB were live. */
    private static final long FIXED = 24L << 20;

    /** Of the rest, for symbols. The old generation is two thirds of a heap, and requests and answers need room, too. */
    private static final double SHARE = 0.6;

    /** SymbolState, Delay, the series' array, names and their entries in maps. */
    private static final int INDICATOR = 400;

    /** BarSeries, IndicatorBank, its array, two bars, two arrays of values without their elements. */
    private static final int INDICATOR_TIMEFRAME = 420;

    /** Sma with its array, whose elements come on top; Ema and Rsi are smaller. */
    private static final int ONE_INDICATOR = 80;

    /** At the last closed bar and at the one before. */
    private static final int ONE_VALUE = 2 * 8;

    /** StockAggregate, two DayFigures, OpenSignals and its collections. */
    private static final int AGGREGATE = 700;

    /** BaseRates: the last opens, rises, falls and sums. */
    private static final int AGGREGATE_TIMEFRAME = 430;

    /** Of a strategy on a timeframe: a Track of each side, two signals whose outcome is not known yet. */
    private static final int AGGREGATE_STRATEGY = 2 * 296 + 2 * 88;

    /** StockSummary, company, last signal and RSI, with their entries in maps. */
    private static final int WEB = 700;

    /** Of a strategy on a timeframe: Reliability and its base, two sides and three horizons. */
    private static final int WEB_STRATEGY = 6 * 108;

    private final long heap;
    private final long perSymbol;

    /** @param heap the largest it may become, bytes */
    SymbolRoom(AppConfig config, Set<Role> roles, long heap) {
        this.heap = heap;
        this.perSymbol = perSymbol(config, roles);
    }

    /** By the largest heap that this process may have. */
    public static SymbolRoom ofThisProcess(AppConfig config, Set<Role> roles) {
        return new SymbolRoom(config, roles, Runtime.getRuntime().maxMemory());
    }

    private static long perSymbol(AppConfig config, Set<Role> roles) {
        long timeframes = config.indicators().timeframes().size();
        long strategies = config.signals().strategies().stream()
                .mapToLong(
                        use -> use.timeframes() == null ? 0 : use.timeframes().size())
                .sum();
        long bytes = 0;
        if (roles.contains(Role.INDICATOR)) {
            long indicators =
                    names(config).stream().mapToLong(SymbolRoom::indicator).sum();
            bytes += INDICATOR + timeframes * (INDICATOR_TIMEFRAME + indicators);
        }
        if (roles.contains(Role.AGGREGATE)) {
            bytes += AGGREGATE + timeframes * AGGREGATE_TIMEFRAME + strategies * AGGREGATE_STRATEGY;
        }
        if (roles.contains(Role.WEB)) {
            bytes += WEB + strategies * WEB_STRATEGY;
        }
        return bytes;
    }

    /** The configured indicators and those that only a strategy needs. What is wrong is reported when it is used. */
    private static Set<String> names(AppConfig config) {
        Set<String> names = new LinkedHashSet<>(config.indicators().names());
        try {
            StrategyFolder strategies =
                    StrategyFolder.read(Path.of(config.signals().folder()));
            for (SignalConfig.StrategyUse use : config.signals().strategies()) {
                strategies
                        .named(use.name())
                        .needs()
                        .forEach(column -> names.add(column.indicator().toString()));
            }
        } catch (IllegalArgumentException e) {
            // Wiring says so, with the place of the setting.
        }
        return names;
    }

    private static long indicator(String name) {
        try {
            IndicatorName indicator = IndicatorName.parse(name);
            return ONE_INDICATOR
                    + indicator.extraBytes()
                    + (long) ONE_VALUE * IndicatorColumn.of(indicator).size();
        } catch (IllegalArgumentException e) {
            return ONE_INDICATOR + ONE_VALUE; // What is wrong with it is said when it is used.
        }
    }

    /** Bytes of live heap that a symbol takes here; 0 if it has no stage that keeps any. */
    long bytesPerSymbol() {
        return perSymbol;
    }

    /** How many symbols the heap has room for. */
    long fits() {
        return perSymbol == 0
                ? IngestConfig.MAX_SYMBOLS
                : Math.max(1, Math.min(IngestConfig.MAX_SYMBOLS, (long) ((heap - FIXED) * SHARE / perSymbol)));
    }

    /** {@code ingest.max_symbols}, or without one what fits. Fails by {@link ConfigException} where what is set does not fit. */
    public int limit(AppConfig config, String source) {
        Integer set = config.ingest().maxSymbols();
        if (set == null) {
            return (int) Math.min(MOST_UNASKED, fits());
        }
        if (set > fits()) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "%s: ingest.max_symbols is %d, but %s; set ingest.max_symbols to at most %d or leave it out, or %s",
                    source,
                    set,
                    room(" symbols"),
                    fits(),
                    moreHeap(set)));
        }
        return set;
    }

    /**
     * Fails by {@link ConfigException} where the store already holds more symbols than the heap has room for: their state is read
     * into it at the start, so that refusing new ones would not help.
     */
    public void requireRoomFor(long stored) {
        if (stored > fits()) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "the store holds %d symbols, but %s; %s, or configure fewer timeframes, indicators or strategies",
                    stored,
                    room(""),
                    moreHeap(stored)));
        }
    }

    private String room(String unit) {
        return String.format(
                Locale.ROOT,
                "this node's heap of %d MB has room for %d%s, which take about %.1f KB each with these timeframes, indicators and"
                        + " strategies",
                heap >> 20,
                fits(),
                unit,
                perSymbol / 1_024.0);
    }

    private String moreHeap(long symbols) {
        return "set more heap: TICKTIDE_OPTS=-Xmx" + megabytesFor(symbols) + "m";
    }

    /** Rounded up, with room for what a collector keeps aside. */
    private long megabytesFor(long symbols) {
        long needed = (long) ((FIXED + symbols * perSymbol / SHARE) * 1.06) >> 20;
        return (needed / 64 + 1) * 64;
    }

    /** The settings with a limit that fits this process, put among them where none was set; fails as {@link #limit} does. */
    public static AppConfig settle(ConfigLoader loader, Set<Role> roles) {
        AppConfig config = loader.load();
        SymbolRoom room = ofThisProcess(config, roles);
        int limit = room.limit(config, loader.source("ingest.max_symbols"));
        if (config.ingest().maxSymbols() != null) {
            return config;
        }
        return loader.set(
                        "ingest.max_symbols",
                        Integer.toString(limit),
                        "default, what fits a heap of " + (room.heap >> 20) + " MB")
                .load();
    }
}
