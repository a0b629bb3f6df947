package dev.ticktide.ingest.parse;

import dev.ticktide.ingest.scan.Field;
import dev.ticktide.ingest.scan.JsonNumbers;
import dev.ticktide.ingest.scan.Times;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.symbol.Symbols;

/** Says to the sender what the value of a field must be. */
final class FieldProblem {

    private static final double MICROS_PER_SECOND = 1e6;

    private FieldProblem() {}

    /** @param value of a timestamp; without meaning for other fields */
    static String of(ProblemCode fault, Field field, double value) {
        return switch (fault) {
            case WRONG_TYPE -> isText(field) ? "must be a string" : "must be a number";
            case NOT_A_NUMBER -> "must be a JSON number, not a string";
            case NOT_FINITE -> "is larger than a double can hold";
            case OUT_OF_RANGE -> field == Field.SEQUENCE ? "must be a whole number from 0" : field.rule();
            case TOO_PRECISE ->
                "must have at most " + JsonNumbers.MAX_DIGITS + " significant digits; more would be rounded";
            case INVALID_SYMBOL -> "must be " + Symbols.FORM;
            case INVALID_NAME -> "must be 1 to " + EconomicIndicator.MAX_NAME_LENGTH + " printable characters";
            case INVALID_TIME -> Times.rule(value);
            case UNKNOWN_DATA_TYPE ->
                "must be order_book, news_sentiment, market_data or economic_indicator; a candle has no data_type";
            case INVALID_ORDER_TYPE -> "must be buy or sell";
            default -> fault.title();
        };
    }

    /**
     * @param micros how far a timestamp lies past the last one that is taken
     * @param max how far one may lie past this server's clock, in microseconds
     */
    static String inFuture(long micros, long max) {
        long ahead = Math.round((micros + max) / MICROS_PER_SECOND);
        return "lies " + ahead + " s ahead of this server's clock, at most " + Math.round(max / MICROS_PER_SECOND)
                + " s are taken (ingest.max_future); check the sender's clock and that it sends UTC";
    }

    private static boolean isText(Field field) {
        return field == Field.STOCK_SYMBOL
                || field == Field.DATA_TYPE
                || field == Field.ORDER_TYPE
                || field == Field.INDICATOR_NAME;
    }
}
