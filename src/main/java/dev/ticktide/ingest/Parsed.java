package dev.ticktide.ingest;

import dev.ticktide.market.MarketEvent;
import java.util.List;

/** What a body turned out to be: all of its events, or the reason why none is taken. */
public sealed interface Parsed permits Parsed.Events, Rejection {

    /**
     * @param events at least one, in the sender's order
     * @param batch whether the sender sent an array or lines, even of one event
     */
    record Events(List<MarketEvent> events, boolean batch) implements Parsed {}
}
