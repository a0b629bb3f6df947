package dev.ticktide.ingest.scan;

import dev.ticktide.market.MetadataType;
import dev.ticktide.market.symbol.Side;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every field that a candle or metadata may have. */
public enum Field {
    STOCK_SYMBOL("stock_symbol"),
    OPENING_PRICE("opening_price", Field.MIN_PRICE, Field.MAX_PRICE),
    CLOSING_PRICE("closing_price", Field.MIN_PRICE, Field.MAX_PRICE),
    HIGH("high", Field.MIN_PRICE, Field.MAX_PRICE),
    LOW("low", Field.MIN_PRICE, Field.MAX_PRICE),
    VOLUME("volume", 0, Field.MAX_EXACT_INTEGER),
    TIMESTAMP("timestamp"),
    DATA_TYPE("data_type"),
    ORDER_TYPE("order_type"),
    PRICE("price", Field.MIN_PRICE, Field.MAX_PRICE),
    QUANTITY("quantity", Field.MIN_PRICE, Field.MAX_EXACT_INTEGER),
    SENTIMENT_SCORE("sentiment_score", -1, 1),
    SENTIMENT_MAGNITUDE("sentiment_magnitude", 0, 1),
    MARKET_CAP("market_cap", Field.MIN_PRICE, 1e18),
    PE_RATIO("pe_ratio", -Field.MAX_PRICE, Field.MAX_PRICE),
    INDICATOR_NAME("indicator_name"),
    VALUE("value", -Field.MAX_PRICE, Field.MAX_PRICE),
    SEQUENCE("sequence", 0, 999_999);

    /** Prices keep this far from what a double can hold, so that no sum, square or quotient of them overflows downstream. */
    public static final double MIN_PRICE = 1e-15;

    /** The greatest price that is taken. */
    public static final double MAX_PRICE = 1e15;

    /** 2^53: up to here a double counts every share. */
    public static final double MAX_EXACT_INTEGER = 9_007_199_254_740_992.0;

    /** The fields that every candle has, as bits. */
    public static final int CANDLE_FIELDS =
            bits(STOCK_SYMBOL, OPENING_PRICE, CLOSING_PRICE, HIGH, LOW, VOLUME, TIMESTAMP);

    private static final int MOST_DECIMALS = 15;
    private static final Field[] ALL = values();
    private static final int[] METADATA_FIELDS = metadataFields();

    /** The name in JSON. */
    public final String label;

    /** The field in a set of fields. */
    public final int bit = 1 << ordinal();

    /** The least value allowed; negative infinity for what is no number. */
    public final double low;

    /** The greatest value allowed; infinity for what is no number. */
    public final double high;

    Field(String label) {
        this(label, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    Field(String label, double low, double high) {
        this.label = label;
        this.low = low;
        this.high = high;
    }

    /** The field of this name in JSON; {@code null} if there is none. */
    public static @Nullable Field named(String name) {
        return switch (name) {
            case "stock_symbol" -> STOCK_SYMBOL;
            case "opening_price" -> OPENING_PRICE;
            case "closing_price" -> CLOSING_PRICE;
            case "high" -> HIGH;
            case "low" -> LOW;
            case "volume" -> VOLUME;
            case "timestamp" -> TIMESTAMP;
            case "data_type" -> DATA_TYPE;
            case "order_type" -> ORDER_TYPE;
            case "price" -> PRICE;
            case "quantity" -> QUANTITY;
            case "sentiment_score" -> SENTIMENT_SCORE;
            case "sentiment_magnitude" -> SENTIMENT_MAGNITUDE;
            case "market_cap" -> MARKET_CAP;
            case "pe_ratio" -> PE_RATIO;
            case "indicator_name" -> INDICATOR_NAME;
            case "value" -> VALUE;
            case "sequence" -> SEQUENCE;
            default -> null;
        };
    }

    /** The kind of metadata that {@code data_type} names; {@code null} if there is none. */
    public static @Nullable MetadataType typeNamed(String text) {
        return switch (text) {
            case "order_book" -> MetadataType.ORDER_BOOK;
            case "news_sentiment" -> MetadataType.NEWS_SENTIMENT;
            case "market_data" -> MetadataType.MARKET_DATA;
            case "economic_indicator" -> MetadataType.ECONOMIC_INDICATOR;
            default -> null;
        };
    }

    /** The side that {@code order_type} names; {@code null} if there is none. */
    public static @Nullable Side sideNamed(String text) {
        return switch (text) {
            case "buy" -> Side.BUY;
            case "sell" -> Side.SELL;
            default -> null;
        };
    }

    /** The fields of a kind of metadata, as bits. */
    public static int fieldsOf(MetadataType type) {
        return METADATA_FIELDS[type.ordinal()];
    }

    /** The field of an ordinal, without the copy that {@code values()} makes. */
    public static Field at(int ordinal) {
        return ALL[ordinal];
    }

    /** How many fields there are. */
    public static int count() {
        return ALL.length;
    }

    /** What a number of this field must be, for the sender. */
    public String rule() {
        if (low == MIN_PRICE) {
            return "must be greater than 0 and within " + range()
                    + "; prices at or below 0, as some futures and spreads have, are not taken, for returns and"
                    + " percentages of them mean nothing";
        }
        return "must be within " + range();
    }

    private String range() {
        DecimalFormat format = new DecimalFormat("#,##0.#", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMaximumFractionDigits(MOST_DECIMALS);
        return format.format(BigDecimal.valueOf(low)) + " and " + format.format(BigDecimal.valueOf(high));
    }

    private static int[] metadataFields() {
        int[] fields = new int[MetadataType.values().length];
        for (MetadataType type : MetadataType.values()) {
            fields[type.ordinal()] = bits(TIMESTAMP, DATA_TYPE)
                    | switch (type) {
                        case ORDER_BOOK -> bits(STOCK_SYMBOL, ORDER_TYPE, PRICE, QUANTITY);
                        case NEWS_SENTIMENT -> bits(STOCK_SYMBOL, SENTIMENT_SCORE, SENTIMENT_MAGNITUDE);
                        case MARKET_DATA -> bits(STOCK_SYMBOL, MARKET_CAP, PE_RATIO);
                        case ECONOMIC_INDICATOR -> bits(INDICATOR_NAME, VALUE);
                    };
        }
        return fields;
    }

    private static int bits(Field... fields) {
        int bits = 0;
        for (Field field : fields) {
            bits |= field.bit;
        }
        return bits;
    }
}
