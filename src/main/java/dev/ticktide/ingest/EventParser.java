package dev.ticktide.ingest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request body into events, strictly: plain UTF-8, JSON as RFC 8259 has it and not a comma more, every field known,
 * present, of its type and within its range. Either every event is good or none is given. Confined to one thread.
 *
 * <p>Symbols are upper-cased (ASCII), times become microseconds ({@link Times#toMicros}), {@code -0.0} becomes {@code 0.0};
 * apart from that a number is the double nearest to its text, and one with more digits than a double can distinguish is
 * refused rather than rounded.
 */
public final class EventParser {

    /** How a body is laid out. */
    public enum Format {
        /** One object or one array of objects. */
        JSON,
        /** One object a line; blank lines are skipped. Always a batch. */
        NDJSON
    }

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 1_000;
    private static final int MAX_STRING_LENGTH = 4_096;
    private static final int MAX_NAME_LENGTH = 1_024;
    private static final int MAX_FIELDS = 64;

    private final IngestLimits limits;
    private final long maxFutureMicros;
    private final JsonFactory factory;
    private final SymbolTable symbols = new SymbolTable();
    private final EventDraft draft;
    private final CandleScanner scanner = new CandleScanner(symbols);
    private final CandleKeys keys = new CandleKeys();
    private final Place place = new Place();

    private final boolean scanning;

    public EventParser(IngestLimits limits) {
        this(limits, true);
    }

    /** @param scanning whether plain candles take the short way; only a test that compares the two has reason to say no */
    EventParser(IngestLimits limits, boolean scanning) {
        this.limits = limits;
        this.scanning = scanning;
        maxFutureMicros =
                limits.maxFuture().toNanos() / ChronoUnit.MICROS.getDuration().toNanos();
        draft = new EventDraft(symbols, maxFutureMicros);
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_STRING_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .build())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /** @param arrival epoch microseconds, what "the future" is measured from */
    public Parsed parse(byte[] body, Format format, long arrival) {
        return parse(body, format, arrival, false);
    }

    /**
     * @param arrival epoch microseconds, what "the future" is measured from
     * @param history whether the past of symbols is loaded: candles of any time
     */
    Parsed parse(byte[] body, Format format, long arrival, boolean history) {
        if (body.length > limits.maxBodyBytes()) {
            return tooLarge();
        }
        if (isBlank(body, 0, body.length)) {
            return Rejection.of(ProblemCode.EMPTY_BODY, "expected one event, an array of events, or one event a line");
        }
        if (!StrictUtf8.isPlain(body)) {
            return Rejection.of(ProblemCode.NOT_PLAIN_UTF8, "expected UTF-8 without a byte order mark");
        }
        Reading reading = new Reading(arrival + maxFutureMicros, history);
        try {
            return format == Format.NDJSON ? reading.lines(body) : reading.document(body);
        } catch (Refusal refusal) {
            return refusal.rejection;
        } catch (IOException e) {
            return refused(e, reading.line);
        }
    }

    Rejection tooLarge() {
        return Rejection.of(ProblemCode.BODY_TOO_LARGE, "a body may have at most " + limits.maxBodyBytes() + " bytes");
    }

    /** The reader's own message repeats what it read, so only the place is passed on. */
    private static Rejection refused(IOException failure, int line) {
        if (failure instanceof StreamConstraintsException) {
            return exceeded(String.valueOf(failure.getMessage()));
        }
        String where = "";
        if (failure instanceof JacksonException jackson && jackson.getLocation() != null) {
            JsonLocation location = jackson.getLocation();
            where = " at line " + (line > 0 ? line : location.getLineNr()) + ", column " + location.getColumnNr();
        }
        return Rejection.of(ProblemCode.MALFORMED_JSON, "not valid JSON" + where);
    }

    private static Rejection exceeded(String message) {
        if (message.contains("depth")) {
            return Rejection.of(ProblemCode.TOO_DEEP, "at most " + MAX_DEPTH + " levels");
        }
        if (message.startsWith("Number")) {
            return Rejection.of(
                    ProblemCode.NUMBER_TOO_LONG, "a number may have at most " + MAX_NUMBER_LENGTH + " digits");
        }
        return Rejection.of(
                ProblemCode.STRING_TOO_LONG, "a string may have at most " + MAX_STRING_LENGTH + " characters");
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** One pass over one body. */
    private final class Reading {

        private final long latest;
        private final boolean history;
        private final ProblemList problems = new ProblemList();
        private final List<MarketEvent> events = new ArrayList<>();
        private final List<Integer> eventLines = new ArrayList<>();
        private int items;
        private int line;

        Reading(long latest, boolean history) {
            this.latest = latest;
            this.history = history;
            keys.clear();
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
            place.document();
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
                    place.line(line);
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
                place.item(items);
                value(json, true);
            }
        }

        private void value(JsonParser json, boolean inBatch) throws IOException, Refusal {
            countItem();
            if (json.currentToken() != JsonToken.START_OBJECT) {
                problems.add(place.toString(), ProblemCode.WRONG_TYPE, "must be an object");
                json.skipChildren();
                return;
            }
            fields(json);
            MarketEvent event = draft.finish(place, problems);
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
                        place.toString(),
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
                    problems.add(place.unknownField(name), ProblemCode.UNKNOWN_FIELD, "there is no such field");
                    json.skipChildren();
                } else if (draft.isFirst(field)) {
                    draft.read(field, json);
                } else {
                    throw new Refusal(Rejection.of(
                            ProblemCode.DUPLICATE_KEY, "the field " + place.field(field) + " is there twice"));
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
                throw new Refusal(
                        Rejection.of(ProblemCode.TRAILING_CONTENT, "expected one document and nothing after it"));
            }
        }
    }

    /** Ends a reading at once; carries no stack trace, for it is an answer and not a failure. */
    private static final class Refusal extends Exception {

        private final transient Rejection rejection;

        Refusal(Rejection rejection) {
            super(rejection.detail(), null, false, false);
            this.rejection = rejection;
        }
    }
}
