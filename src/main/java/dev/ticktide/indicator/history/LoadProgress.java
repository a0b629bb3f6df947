package dev.ticktide.indicator.history;

import dev.ticktide.market.log.FillProgress;
import dev.ticktide.market.log.Filling;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The progress of the history loads on this node: first their candles arrive, then the bars are built. A load whose
 * sender pauses is not reported until it continues. Times in epoch microseconds. Confined to the stage's context.
 */
public final class LoadProgress {

    private static final long SILENT_MICROS = 20_000_000;
    private static final int MAX_LOADS = 64;

    private final FillProgress reports;
    private final Map<SymbolLoad, Load> loads = new LinkedHashMap<>();

    /** @param reports gets the progress of at most 64 loads at a time; of further ones nothing is reported */
    public LoadProgress(FillProgress reports) {
        this.reports = reports;
    }

    private static final class Load {
        private long received;
        private long expected;
        private long toFold;
        private LongSupplier folded = () -> 0;
        private boolean building;
        private long at;
    }

    /** @param expected how many the sender means to send in all; 0 if it does not say */
    void received(SymbolLoad key, int candles, int expected, long now) {
        Load load = loads.get(key);
        if (load == null && loads.size() >= MAX_LOADS) {
            return;
        }
        if (load == null) {
            load = new Load();
            loads.put(key, load);
        }
        load.received += candles;
        load.expected = expected;
        load.at = now;
    }

    /**
     * Everything has come.
     *
     * @param toFold about how many candles the bars are built from
     * @param folded how many of them are done
     */
    void building(SymbolLoad key, long toFold, LongSupplier folded) {
        Load load = loads.get(key);
        if (load != null) {
            load.building = true;
            load.toFold = toFold;
            load.folded = folded;
        }
    }

    void over(SymbolLoad key) {
        if (loads.remove(key) != null) {
            reports.over(what(key));
        }
    }

    /**
     * Reports the progress; to be called regularly.
     *
     * @param now epoch microseconds
     */
    public void publish(long now) {
        for (Iterator<Map.Entry<SymbolLoad, Load>> each = loads.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<SymbolLoad, Load> entry = each.next();
            Load load = entry.getValue();
            if (!load.building && now - load.at > SILENT_MICROS) {
                each.remove();
                reports.over(what(entry.getKey()));
            } else {
                reports.at(filling(entry.getKey(), load));
            }
        }
    }

    private static Filling filling(SymbolLoad key, Load load) {
        if (load.building) {
            return new Filling(what(key), load.toFold + load.folded.getAsLong(), 2 * load.toFold, key.symbol());
        }
        // Half of the way: the bars are still to be built. Without a known total there is no percentage.
        long done = load.expected == 0 ? 0 : Math.min(load.received, load.expected);
        return new Filling(what(key), done, 2 * Math.max(load.expected, load.received), key.symbol());
    }

    private static String what(SymbolLoad key) {
        return "history of " + key.symbol();
    }
}
