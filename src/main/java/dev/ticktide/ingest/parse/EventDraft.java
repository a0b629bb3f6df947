package dev.ticktide.ingest.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ticktide.ingest.scan.Field;
import dev.ticktide.ingest.scan.JsonNumbers;
import dev.ticktide.ingest.scan.SymbolTable;
import dev.ticktide.ingest.scan.Times;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.symbol.Side;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object that becomes an event. Fields come in any order, so each is judged by itself as it is read; what kind
 * of event it is, and with that which fields belong to it, is known at the end. Reused from object to object.
 */
final class EventDraft {

    private final SymbolTable symbols;
    private final long maxFutureMicros;
    private final double[] numbers = new double[Field.count()];
    private final ProblemCode[] faults = new ProblemCode[Field.count()];
    private int seen;
    private int faulty;
    private @Nullable String symbol;
    private @Nullable String name;
    private @Nullable Side side;
    private @Nullable MetadataType type;
    private long latest;
    private boolean history;

    EventDraft(SymbolTable symbols, long maxFutureMicros) {
        this.symbols = symbols;
        this.maxFutureMicros = maxFutureMicros;
    }

    /**
     * @param latest the last microsecond that is not in the future
     * @param history whether the past of symbols is loaded
     */
    void begin(long latest, boolean history) {
        this.history = history;
        if (faulty != 0) {
            Arrays.fill(faults, null);
            faulty = 0;
        }
        seen = 0;
        this.latest = latest;
    }

    /** Whether the field was not there yet; from now on it is. */
    boolean isFirst(Field field) {
        boolean first = (seen & field.bit) == 0;
        seen |= field.bit;
        return first;
    }

    /** Checks the parser's current value and moves past it. */
    void read(Field field, JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        ProblemCode fault =
                switch (field) {
                    case STOCK_SYMBOL, DATA_TYPE, ORDER_TYPE, INDICATOR_NAME ->
                        token == JsonToken.VALUE_STRING ? readText(field, json) : ProblemCode.WRONG_TYPE;
                    default ->
                        token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
                                ? readNumber(field, json)
                                : notNumeric(field, token);
                };
        if (fault != null) {
            faults[field.ordinal()] = fault;
            faulty |= field.bit;
            json.skipChildren();
        }
    }

    /** The event, or {@code null} after adding everything that is wrong with it to {@code problems}. */
    @Nullable
    MarketEvent finish(JsonPosition position, ProblemList problems) {
        boolean candle = (seen & Field.DATA_TYPE.bit) == 0;
        if (!candle && (faulty & Field.DATA_TYPE.bit) != 0) {
            report(Field.DATA_TYPE, position, problems);
            return null;
        }
        int wanted = candle
                ? Field.CANDLE_FIELDS | (seen & Field.SEQUENCE.bit)
                : Field.fieldsOf(Objects.requireNonNull(type));
        if (seen != wanted || faulty != 0) {
            reportAll(wanted, position, problems);
            if (candle) {
                Contradictions.report(this::goodNumber, position, problems);
            }
            return null;
        }
        return candle ? candle(position, problems) : metadata(Objects.requireNonNull(type));
    }

    private @Nullable ProblemCode readText(Field field, JsonParser json) throws IOException {
        char[] chars = json.getTextCharacters();
        int offset = json.getTextOffset();
        int length = json.getTextLength();
        switch (field) {
            case STOCK_SYMBOL -> {
                symbol = symbols.canonical(chars, offset, length);
                return symbol == null ? ProblemCode.INVALID_SYMBOL : null;
            }
            case ORDER_TYPE -> {
                side = Field.sideNamed(json.getText());
                return side == null ? ProblemCode.INVALID_ORDER_TYPE : null;
            }
            case DATA_TYPE -> {
                type = Field.typeNamed(json.getText());
                return type == null ? ProblemCode.UNKNOWN_DATA_TYPE : null;
            }
            default -> {
                name = json.getText();
                return EconomicIndicator.isValidName(name) ? null : ProblemCode.INVALID_NAME;
            }
        }
    }

    private @Nullable ProblemCode readNumber(Field field, JsonParser json) throws IOException {
        char[] chars = json.getTextCharacters();
        int offset = json.getTextOffset();
        int length = json.getTextLength();
        double value = JsonNumbers.toDouble(chars, offset, length);
        numbers[field.ordinal()] = value;
        if (value == Double.POSITIVE_INFINITY || value == Double.NEGATIVE_INFINITY) {
            return ProblemCode.NOT_FINITE;
        }
        if (field == Field.TIMESTAMP) {
            ProblemCode inFuture = Times.toMicros(value) > latest ? ProblemCode.IN_FUTURE : null;
            return Times.isValid(value, history) ? inFuture : ProblemCode.INVALID_TIME;
        }
        if (value < field.low || value > field.high || (field == Field.SEQUENCE && value != Math.rint(value))) {
            return ProblemCode.OUT_OF_RANGE;
        }
        return length > JsonNumbers.MAX_DIGITS
                        && JsonNumbers.significantDigits(chars, offset, length) > JsonNumbers.MAX_DIGITS
                ? ProblemCode.TOO_PRECISE
                : null;
    }

    private ProblemCode notNumeric(Field field, JsonToken token) {
        numbers[field.ordinal()] = Double.NaN;
        if (token != JsonToken.VALUE_STRING) {
            return ProblemCode.WRONG_TYPE;
        }
        return field == Field.TIMESTAMP ? ProblemCode.INVALID_TIME : ProblemCode.NOT_A_NUMBER;
    }

    private void reportAll(int wanted, JsonPosition position, ProblemList problems) {
        for (int ordinal = 0; ordinal < Field.count(); ordinal++) {
            Field field = Field.at(ordinal);
            boolean present = (seen & field.bit) != 0;
            if ((wanted & field.bit) == 0) {
                if (present) {
                    problems.add(
                            position.field(field), ProblemCode.UNKNOWN_FIELD, "this kind of event has no such field");
                }
            } else if (!present) {
                problems.add(position.field(field), ProblemCode.MISSING_FIELD, "the field is required");
            } else if ((faulty & field.bit) != 0) {
                report(field, position, problems);
            }
        }
    }

    private void report(Field field, JsonPosition position, ProblemList problems) {
        ProblemCode fault = Objects.requireNonNull(faults[field.ordinal()]);
        double value = number(field);
        String detail = fault == ProblemCode.IN_FUTURE
                ? FieldProblem.inFuture(Times.toMicros(value) - latest, maxFutureMicros)
                : FieldProblem.of(fault, field, value);
        problems.add(position.field(field), fault, detail);
    }

    private @Nullable MarketEvent candle(JsonPosition position, ProblemList problems) {
        if (Contradictions.report(this::goodNumber, position, problems)) {
            return null;
        }
        long time = has(Field.SEQUENCE) ? time() + (long) number(Field.SEQUENCE) : time();
        return new Candle(
                Objects.requireNonNull(symbol),
                time,
                number(Field.OPENING_PRICE),
                number(Field.HIGH),
                number(Field.LOW),
                number(Field.CLOSING_PRICE),
                number(Field.VOLUME));
    }

    private double goodNumber(Field field) {
        return has(field) && (faulty & field.bit) == 0 ? number(field) : Double.NaN;
    }

    private boolean has(Field field) {
        return (seen & field.bit) != 0;
    }

    private MarketEvent metadata(MetadataType kind) {
        return switch (kind) {
            case ORDER_BOOK ->
                new OrderBookEntry(
                        Objects.requireNonNull(symbol),
                        time(),
                        Objects.requireNonNull(side),
                        number(Field.PRICE),
                        number(Field.QUANTITY));
            case NEWS_SENTIMENT ->
                new NewsSentiment(
                        Objects.requireNonNull(symbol),
                        time(),
                        number(Field.SENTIMENT_SCORE),
                        number(Field.SENTIMENT_MAGNITUDE));
            case MARKET_DATA ->
                new MarketData(
                        Objects.requireNonNull(symbol), time(), number(Field.MARKET_CAP), number(Field.PE_RATIO));
            case ECONOMIC_INDICATOR -> new EconomicIndicator(Objects.requireNonNull(name), time(), number(Field.VALUE));
        };
    }

    private double number(Field field) {
        return numbers[field.ordinal()];
    }

    private long time() {
        return Times.toMicros(number(Field.TIMESTAMP));
    }
}
