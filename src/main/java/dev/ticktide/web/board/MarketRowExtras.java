package dev.ticktide.web.board;

import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.view.MarketRowView;
import dev.ticktide.web.view.QuoteView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the market's rows show of a stock besides its prices: the first configured RSI at the newest closed bar of the
 * first timeframe with bars of its own, and the last signal. Kept up to date with each bar and signal, so that a row
 * needs no query. Confined to one context.
 */
public final class MarketRowExtras {

    /** Without any indicator. */
    public static MarketRowExtras none() {
        return new MarketRowExtras(List.of(), List.of());
    }

    private final @Nullable Timeframe timeframe;
    private final int column;
    private final Map<String, Strength> strengths = new HashMap<>();
    private final Map<String, Last> signals = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    private static final String RSI = "rsi";

    private record Strength(long time, double value) {}

    private record Last(MarketRowView.LastSignal signal, long closedAt) {
        static Last of(Signal signal) {
            return new Last(
                    MarketRowView.LastSignal.of(signal),
                    signal.barTime() + signal.timeframe().micros());
        }
    }

    /**
     * @param timeframes as configured; the first that is not raw counts
     * @param indicators as configured; without an RSI rows have none
     */
    public MarketRowExtras(List<Timeframe> timeframes, List<IndicatorName> indicators) {
        this.timeframe =
                timeframes.stream().filter(each -> !each.isRaw()).findFirst().orElse(null);
        this.column = IndicatorColumn.of(indicators).stream()
                .map(each -> each.indicator().kind())
                .toList()
                .indexOf(RSI);
    }

    /** Takes what a bar says, an open one of the closed one before it; whether the row changed by it. */
    public boolean bar(BarUpdate update) {
        if (column < 0 || !update.timeframe().equals(timeframe)) {
            return false;
        }
        double[] values = update.closed() ? update.values() : update.previous();
        // Of the bar before an open one only the end is known, and that it is not after this one's beginning.
        long time = update.closed() ? update.bar().time() : update.bar().time() - 1;
        Strength held = strengths.get(update.symbol());
        if (column >= values.length || (held != null && held.time >= time)) {
            return false;
        }
        strengths.put(update.symbol(), new Strength(time, values[column]));
        return update.closed();
    }

    /** Takes a signal unless one of a later bar is known; whether it was taken. */
    public boolean signal(Signal signal) {
        Last last = Last.of(signal);
        Last held = signals.get(signal.symbol());
        if (held != null && held.closedAt > last.closedAt) {
            return false;
        }
        signals.put(signal.symbol(), last);
        return true;
    }

    /**
     * Some of the symbols whose bars are not known yet, each named once.
     *
     * @param most at most so many
     */
    public List<String> unknown(Collection<String> symbols, int most) {
        List<String> some = new ArrayList<>();
        if (column < 0 || timeframe == null || asked.size() >= symbols.size()) {
            return some;
        }
        for (String symbol : symbols) {
            if (some.size() == most) {
                break;
            }
            if (asked.add(symbol) && !strengths.containsKey(symbol)) {
                some.add(symbol);
            }
        }
        return some;
    }

    /** The extras of {@code symbol} could not be read; it is listed again later. */
    public void askAgain(String symbol) {
        asked.remove(symbol);
    }

    MarketRowView row(QuoteView quote) {
        Strength strength = strengths.get(quote.symbol());
        Last last = signals.get(quote.symbol());
        return new MarketRowView(
                quote, strength == null ? Double.NaN : strength.value, last == null ? null : last.signal);
    }
}
