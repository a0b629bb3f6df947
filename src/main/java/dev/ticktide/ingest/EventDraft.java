package dev.ticktide.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ticktide.market.Candle;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Symbols;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on its way to an event. Fields come in any order, so each is judged by itself as it is read; what kind of
 * event it is, and with that which fields belong to it, is known at the end. Reused from object to object.
 */
final class EventDraft {

    private static final double MICROS_PER_SECOND = 1e6;

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
    MarketEvent finish(Place place, ProblemList problems) {
        boolean candle = (seen & Field.DATA_TYPE.bit) == 0;
        if (!candle && (faulty & Field.DATA_TYPE.bit) != 0) {
            report(Field.DATA_TYPE, place, problems);
            return null;
        }
        int wanted = candle
                ? Field.CANDLE_FIELDS | (seen & Field.SEQUENCE.bit)
                : Field.fieldsOf(Objects.requireNonNull(type));
        if (seen != wanted || faulty != 0) {
            reportAll(wanted, place, problems);
            return null;
        }
        return candle ? candle(place, problems) : metadata(Objects.requireNonNull(type));
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
                side = sideOf(json.getText());
                return side == null ? ProblemCode.INVALID_ORDER_TYPE : null;
            }
            case DATA_TYPE -> {
                type = typeOf(json.getText());
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
            if (!Times.isValid(value, history)) {
                return ProblemCode.INVALID_TIME;
            }
            return Times.toMicros(value) > latest ? ProblemCode.IN_FUTURE : null;
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

    private void reportAll(int wanted, Place place, ProblemList problems) {
        for (int ordinal = 0; ordinal < Field.count(); ordinal++) {
            Field field = Field.at(ordinal);
            boolean present = (seen & field.bit) != 0;
            if ((wanted & field.bit) == 0) {
                if (present) {
                    problems.add(place.field(field), ProblemCode.UNKNOWN_FIELD, "this kind of event has no such field");
                }
            } else if (!present) {
                problems.add(place.field(field), ProblemCode.MISSING_FIELD, "the field is required");
            } else if ((faulty & field.bit) != 0) {
                report(field, place, problems);
            }
        }
    }

    private void report(Field field, Place place, ProblemList problems) {
        ProblemCode fault = Objects.requireNonNull(faults[field.ordinal()]);
        String detail =
                switch (fault) {
                    case WRONG_TYPE -> isText(field) ? "must be a string" : "must be a number";
                    case NOT_A_NUMBER -> "must be a JSON number, not a string";
                    case NOT_FINITE -> "is larger than a double can hold";
                    case OUT_OF_RANGE -> field == Field.SEQUENCE ? "must be a whole number from 0" : field.rule();
                    case TOO_PRECISE ->
                        "must have at most " + JsonNumbers.MAX_DIGITS + " significant digits; more would be rounded";
                    case INVALID_SYMBOL -> "must be " + Symbols.FORM;
                    case INVALID_NAME -> "must be 1 to " + EconomicIndicator.MAX_NAME_LENGTH + " printable characters";
                    case INVALID_TIME -> Times.rule(numbers[field.ordinal()]);
                    case IN_FUTURE -> inFuture();
                    case UNKNOWN_DATA_TYPE ->
                        "must be order_book, news_sentiment, market_data or economic_indicator; a candle has no data_type";
                    case INVALID_ORDER_TYPE -> "must be buy or sell";
                    default -> fault.title();
                };
        problems.add(place.field(field), fault, detail);
    }

    private String inFuture() {
        long ahead = Math.round((time() - latest + maxFutureMicros) / MICROS_PER_SECOND);
        return "lies " + ahead + " s ahead of this server's clock, at most "
                + Math.round(maxFutureMicros / MICROS_PER_SECOND)
                + " s are taken (ingest.max_future); check the sender's clock and that it sends UTC";
    }

    private static boolean isText(Field field) {
        return field == Field.STOCK_SYMBOL
                || field == Field.DATA_TYPE
                || field == Field.ORDER_TYPE
                || field == Field.INDICATOR_NAME;
    }

    private @Nullable MarketEvent candle(Place place, ProblemList problems) {
        double open = number(Field.OPENING_PRICE);
        double close = number(Field.CLOSING_PRICE);
        double high = number(Field.HIGH);
        double low = number(Field.LOW);
        boolean highIsWrong = high < Math.max(open, close);
        boolean lowIsWrong = low > Math.min(open, close);
        boolean sequenceIsWrong = has(Field.SEQUENCE) && number(Field.SEQUENCE) >= room();
        if (sequenceIsWrong) {
            problems.add(
                    place.field(Field.SEQUENCE),
                    ProblemCode.OUT_OF_RANGE,
                    "must be below " + room() + ", so that it stays within the unit of this timestamp");
        }
        if (highIsWrong) {
            problems.add(place.field(Field.HIGH), ProblemCode.OHLC_INCONSISTENT, "must not be below open or close");
        }
        if (lowIsWrong) {
            problems.add(place.field(Field.LOW), ProblemCode.OHLC_INCONSISTENT, "must not be above open or close");
        }
        long time = has(Field.SEQUENCE) ? time() + (long) number(Field.SEQUENCE) : time();
        return highIsWrong || lowIsWrong || sequenceIsWrong
                ? null
                : new Candle(Objects.requireNonNull(symbol), time, open, high, low, close, number(Field.VOLUME));
    }

    private boolean has(Field field) {
        return (seen & field.bit) != 0;
    }

    /** How many prints of the timestamp's instant there is room for: until the next whole second or millisecond. */
    private long room() {
        long micros = time();
        return micros % 1_000_000 == 0 ? 1_000_000 : micros % 1_000 == 0 ? 1_000 : 1;
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

    private static @Nullable Side sideOf(String text) {
        return switch (text) {
            case "buy" -> Side.BUY;
            case "sell" -> Side.SELL;
            default -> null;
        };
    }

    private static @Nullable MetadataType typeOf(String text) {
        return switch (text) {
            case "order_book" -> MetadataType.ORDER_BOOK;
            case "news_sentiment" -> MetadataType.NEWS_SENTIMENT;
            case "market_data" -> MetadataType.MARKET_DATA;
            case "economic_indicator" -> MetadataType.ECONOMIC_INDICATOR;
            default -> null;
        };
    }
}
