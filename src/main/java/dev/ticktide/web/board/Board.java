package dev.ticktide.web.board;

import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import dev.ticktide.web.view.MarketRowView;
import dev.ticktide.web.view.QuoteView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * What this web node knows of every stock: its newest summary, its company, and the bars that closed so recently that the bar
 * table may not have them yet. Confined to one context, but for {@link #recent}, which any thread may call.
 */
public final class Board {

    /** Longer than a bar waits to be stored: the next commit or the next snapshot takes it, whichever is first. */
    private static final long RECENT_MICROS = 10_000_000;

    /**
     * If this many close within seconds, commits are so frequent that older ones are stored; each takes about 350
     * bytes.
     */
    private static final int MOST_RECENT = 20_000;

    private final Map<String, StockSummary> summaries = new TreeMap<>();
    private final Map<String, Store.SymbolInfo> companies = new HashMap<>();
    /** Charts read it on the store's threads while the context adds to it. */
    private final Deque<Recent> recent = new ConcurrentLinkedDeque<>();

    private int recentCount;
    private final MarketRowExtras highlights;
    private final Set<String> ahead = new HashSet<>();
    private long newestTime = Long.MIN_VALUE;
    private long newestArrival = Long.MIN_VALUE;
    private long events;

    /** A candle this far ahead may come from a sender whose clock is a little fast. */
    private static final long AHEAD_MICROS = 1_000_000;

    private record Recent(long seenAt, BarUpdate update) {}

    /** @param highlights the last RSI and signal of the rows */
    public Board(MarketRowExtras highlights) {
        this.highlights = highlights;
    }

    /** Takes what is known of symbols; later ones take the place of earlier ones. */
    public void companies(Collection<Store.SymbolInfo> infos) {
        infos.forEach(info -> companies.put(info.symbol(), info));
    }

    /**
     * Takes a summary unless a newer one is known; whether it was taken. What came to a node whose clock is ahead of
     * this one's has come by now at the latest, and not anew when it is read again.
     *
     * @param now epoch microseconds
     */
    public boolean summary(StockSummary summary, long now) {
        String symbol = summary.symbol();
        StockSummary old = summaries.get(symbol);
        if (old != null && old.seq() > summary.seq()) {
            return false;
        }
        long known = old != null && old.seq() == summary.seq() ? Math.min(now, old.arrival()) : now;
        long arrival = Math.min(summary.arrival(), known);
        summaries.put(symbol, arrival == summary.arrival() ? summary : summary.arrived(arrival));
        newestArrival = Math.max(newestArrival, arrival);
        if (isAhead(summary, now)) {
            ahead.add(symbol);
        } else {
            newestTime = Math.max(newestTime, summary.lastTime());
        }
        return true;
    }

    private static boolean isAhead(StockSummary summary, long now) {
        return summary.lastTime() > now + AHEAD_MICROS;
    }

    /**
     * Takes a bar that has closed, to be kept for 10 seconds, and drops older ones.
     *
     * @param now epoch microseconds
     */
    public void closed(BarUpdate update, long now) {
        if (!update.timeframe().isRaw()) {
            recent.addLast(new Recent(now, update));
            recentCount++;
        }
        for (Recent oldest = recent.peekFirst();
                oldest != null && (recentCount > MOST_RECENT || oldest.seenAt < now - RECENT_MICROS);
                oldest = recent.peekFirst()) {
            recent.removeFirst();
            recentCount--;
        }
    }

    /**
     * Counts log entries.
     *
     * @param more entries
     * @param arrival of the newest candle among them, {@code Long.MIN_VALUE} without any
     * @param now epoch microseconds
     */
    public void counted(int more, long arrival, long now) {
        events += more;
        newestArrival = Math.max(newestArrival, Math.min(arrival, now));
    }

    /** Bars of one symbol and timeframe that closed within the last seconds, oldest first. Thread-safe. */
    public List<BarUpdate> recent(String symbol, Timeframe timeframe) {
        List<BarUpdate> bars = new ArrayList<>();
        for (Recent each : recent) {
            if (each.update.symbol().equals(symbol) && each.update.timeframe().equals(timeframe)) {
                bars.add(each.update);
            }
        }
        return bars;
    }

    /** The newest summary of every stock by symbol, a view that changes. */
    public Collection<StockSummary> summaries() {
        return summaries.values();
    }

    /** The newest summary of a stock; {@code null} if there is none. */
    @Nullable
    public StockSummary summary(String symbol) {
        return summaries.get(symbol);
    }

    /** A line of the market's table. */
    public MarketRowView row(StockSummary summary) {
        return highlights.row(QuoteView.of(summary, company(summary.symbol())));
    }

    /** What rows show besides prices. */
    public MarketRowExtras highlights() {
        return highlights;
    }

    /** Stocks there is a summary of. */
    public Set<String> symbols() {
        return summaries.keySet();
    }

    /** What is known of a symbol; {@code null} if it was not looked up or never seen. */
    public Store.@Nullable SymbolInfo company(String symbol) {
        return companies.get(symbol);
    }

    /** Whether there are stocks whose company has not been looked up. */
    public boolean lacksCompanies() {
        return !companies.keySet().containsAll(summaries.keySet());
    }

    /**
     * Time of the newest candle of those that are not ahead of the clock, epoch microseconds; {@code Long.MIN_VALUE} without
     * any.
     */
    public long newestTime() {
        return newestTime;
    }

    /** When the newest candle came, epoch microseconds; {@code Long.MIN_VALUE} before the first. */
    public long newestArrival() {
        return newestArrival;
    }

    /** Stocks whose newest candle is of a time that the clock has not reached yet, by symbol. */
    public List<String> ahead(long now) {
        ahead.removeIf(symbol -> {
            StockSummary summary = summaries.get(symbol);
            boolean isAhead = summary != null && isAhead(summary, now);
            if (summary != null && !isAhead) {
                newestTime = Math.max(newestTime, summary.lastTime());
            }
            return !isAhead;
        });
        return ahead.stream().sorted().toList();
    }

    /** Log entries seen since the start. */
    public long events() {
        return events;
    }
}
