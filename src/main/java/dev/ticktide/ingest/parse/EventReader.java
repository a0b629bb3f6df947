package dev.ticktide.ingest.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ticktide.ingest.scan.CandleKeys;
import dev.ticktide.ingest.scan.CandleScanner;
import dev.ticktide.ingest.scan.Field;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass over one body: gathers its events, or everything that is wrong with it. Confined to one thread. */
final class EventReader {

    private static final int MAX_FIELDS = 64;

    private final IngestLimits limits;
    private final boolean scanning;
    private final JsonFactory factory;
    private final EventDraft draft;
    private final CandleScanner scanner;
    private final CandleKeys keys;
    private final JsonPosition position = new JsonPosition();
    private final long latest;
    private final boolean history;
    private final ProblemList problems = new ProblemList();
    private final List<MarketEvent> events = new ArrayList<>();
    private final List<Integer> eventLines = new ArrayList<>();
    private int items;
    private int line;

    EventReader(EventParser parser, long latest, boolean history) {
        this.limits = parser.limits;
        this.scanning = parser.scanning;
        this.factory = parser.factory;
        this.draft = parser.draft;
        this.scanner = parser.scanner;
        this.keys = parser.keys;
        this.latest = latest;
        this.history = history;
        keys.clear();
    }

    /** The line of an NDJSON body that was read last, from 1; 0 for a document. */
    int line() {
        return line;
    }

    Parsed document(byte[] body) throws IOException, Refusal {
        Parsed candles = scanning ? candles(body) : null;
        return candles == null ? anything(body) : candles;
    }

    /** A document of plain candles; {@code null} if it is anything else, which then is read from its beginning. */
    private @Nullable Parsed candles(byte[] body) {
        scanner.begin(body, 0, body.length);
        boolean batch = scanner.take('[');
        List<MarketEvent> found = new ArrayList<>();
        do {
            Candle candle = scanner.candle(latest, history);
            if (candle == null || found.size() == limits.maxEvents() || (batch && !keys.add(candle))) {
                return null;
            }
            found.add(candle);
        } while (batch && scanner.take(','));
        boolean complete = (!batch || scanner.take(']')) && scanner.isAtEnd();
        return complete ? new Parsed.Events(found, batch, List.of()) : null;
    }

    private Parsed anything(byte[] body) throws IOException, Refusal {
        keys.clear();
        position.document();
        boolean batch = false;
        try (JsonParser json = factory.createParser(body)) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                batch = true;
                array(json);
            } else {
                value(json, false);
            }
            requireEnd(json);
        }
        if (items == 0) {
            return Rejection.of(ProblemCode.EMPTY_BATCH, "a batch has at least one event");
        }
        return result(batch);
    }

    Parsed lines(byte[] body) throws IOException, Refusal {
        int start = 0;
        while (start < body.length) {
            line++;
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (!isBlank(body, start, end)) {
                position.line(line);
                line(body, start, end);
            }
            start = end + 1;
        }
        return result(true);
    }

    private void line(byte[] body, int from, int to) throws IOException, Refusal {
        scanner.begin(body, from, to);
        Candle candle = scanning ? scanner.candle(latest, history) : null;
        if (candle != null && scanner.isAtEnd()) {
            countItem();
            accept(candle, true);
            return;
        }
        try (JsonParser json = factory.createParser(body, from, to - from)) {
            json.nextToken();
            value(json, true);
            requireEnd(json);
        }
    }

    private Parsed result(boolean batch) {
        return problems.isEmpty() ? new Parsed.Events(events, batch, eventLines) : problems.toRejection();
    }

    private void array(JsonParser json) throws IOException, Refusal {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            position.item(items);
            value(json, true);
        }
    }

    private void value(JsonParser json, boolean inBatch) throws IOException, Refusal {
        countItem();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            problems.add(position.toString(), ProblemCode.WRONG_TYPE, "must be an object");
            json.skipChildren();
            return;
        }
        fields(json);
        MarketEvent event = draft.finish(position, problems);
        if (event != null) {
            accept(event, inBatch);
        }
    }

    private void countItem() throws Refusal {
        if (++items > limits.maxEvents()) {
            throw new Refusal(Rejection.of(
                    ProblemCode.BATCH_TOO_LARGE, "a batch may have at most " + limits.maxEvents() + " events"));
        }
    }

    private void accept(MarketEvent event, boolean inBatch) {
        if (inBatch && event instanceof Candle candle && !keys.add(candle)) {
            problems.add(
                    position.toString(),
                    ProblemCode.DUPLICATE_IN_BATCH,
                    "an earlier item has the same stock_symbol and timestamp but other values; several trades of one"
                            + " instant are distinguished by \"sequence\": 0, 1, 2 …");
        }
        events.add(event);
        if (line > 0) {
            eventLines.add(line);
        }
    }

    private void fields(JsonParser json) throws IOException, Refusal {
        draft.begin(latest, history);
        int count = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            if (++count > MAX_FIELDS) {
                throw new Refusal(Rejection.of(
                        ProblemCode.TOO_MANY_TOKENS, "an object may have at most " + MAX_FIELDS + " fields"));
            }
            String name = json.currentName();
            Field field = Field.named(name);
            json.nextToken();
            if (field == null) {
                problems.add(position.unknownField(name), ProblemCode.UNKNOWN_FIELD, "there is no such field");
                json.skipChildren();
            } else if (draft.isFirst(field)) {
                draft.read(field, json);
            } else {
                throw new Refusal(Rejection.of(
                        ProblemCode.DUPLICATE_KEY, "the field " + position.field(field) + " is there twice"));
            }
        }
    }

    private void requireEnd(JsonParser json) throws Refusal {
        boolean end;
        try {
            end = json.nextToken() == null;
        } catch (IOException e) {
            end = false;
        }
        if (!end) {
            throw new Refusal(Rejection.of(ProblemCode.TRAILING_CONTENT, "expected one document and nothing after it"));
        }
    }

    static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Ends the reading at once; carries no stack trace, for it is an answer and not a failure. */
    static final class Refusal extends Exception {

        final transient Rejection rejection;

        Refusal(Rejection rejection) {
            super(rejection.detail(), null, false, false);
            this.rejection = rejection;
        }
    }
}
