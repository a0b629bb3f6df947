package dev.ticktide.ingest.parse;

import dev.ticktide.market.MarketEvent;
import java.util.List;

/** The result of parsing a body: all of its events, or the reason why none is taken. */
public sealed interface Parsed permits Parsed.Events, Rejection {

    /**
     * @param events at least one, in the sender's order
     * @param batch whether the sender sent an array or lines, even of one event
     * @param lines for NDJSON the line of each event; otherwise empty
     */
    record Events(List<MarketEvent> events, boolean batch, List<Integer> lines) implements Parsed {

        /** JSON Pointer to an event, in the form of {@link dev.ticktide.http.ProblemDetail.Place#pointer}. */
        public String pointer(int position) {
            JsonPosition pointer = new JsonPosition();
            if (!lines.isEmpty()) {
                pointer.line(lines.get(position));
            } else if (batch) {
                pointer.item(position);
            }
            return pointer.toString();
        }
    }
}
