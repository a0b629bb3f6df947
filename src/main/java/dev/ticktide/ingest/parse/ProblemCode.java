package dev.ticktide.ingest.parse;

import dev.ticktide.http.ProblemType;
import dev.ticktide.http.RequestProblem;
import java.util.Locale;

/**
 * Why events were refused, besides the problems of any server: the {@code code} in the answer and the label in the
 * metrics.
 */
public enum ProblemCode implements ProblemType {
    EMPTY_BODY(400, "The body is empty"),
    MALFORMED_JSON(400, "The body is not valid JSON"),
    TRAILING_CONTENT(400, "Something follows the JSON document"),
    DUPLICATE_KEY(400, "An object has the same field twice"),
    TOO_DEEP(400, "The JSON is nested too deeply"),
    NUMBER_TOO_LONG(400, "A number is too long"),
    STRING_TOO_LONG(400, "A string is too long"),
    TOO_MANY_TOKENS(400, "An object has too many fields"),
    NOT_PLAIN_UTF8(400, "The body is not plain UTF-8"),
    UNKNOWN_PARAMETER(400, "The query has unknown parameters"),
    INVALID_PARAMETER(400, "A parameter of the query is not valid"),
    FOREIGN_ORIGIN(403, "The request comes from another web site"),
    NOT_FOUND(404, "There is nothing here"),
    CANDLE_CONFLICT(409, "A candle is stored with other values"),
    BODY_TOO_LARGE(RequestProblem.BODY_TOO_LARGE),
    BATCH_TOO_LARGE(413, "The batch has too many events"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    UNSUPPORTED_ENCODING(415, "The content encoding is not supported"),
    BAD_HOST(421, "The request is addressed to another host"),
    EMPTY_BATCH(422, "The batch is empty"),
    MISSING_FIELD(422, "A field is missing"),
    UNKNOWN_FIELD(422, "A field is not known"),
    WRONG_TYPE(422, "A value is of the wrong type"),
    NOT_A_NUMBER(422, "A value is not a number"),
    NOT_FINITE(422, "A number is too large to be held"),
    OUT_OF_RANGE(422, "A number is out of range"),
    TOO_PRECISE(422, "A number has more digits than can be held"),
    OHLC_INCONSISTENT(422, "High and low do not enclose open and close"),
    INVALID_SYMBOL(422, "A stock symbol is not valid"),
    INVALID_NAME(422, "An indicator name is not valid"),
    INVALID_TIME(422, "A timestamp is not valid"),
    IN_FUTURE(422, "A timestamp lies in the future"),
    BEHIND_RETENTION(422, "An event is older than what is kept"),
    UNKNOWN_DATA_TYPE(422, "A data type is not known"),
    INVALID_ORDER_TYPE(422, "An order type is neither buy nor sell"),
    DUPLICATE_IN_BATCH(422, "A candle is in the batch twice with different values"),
    HISTORY_OF_CANDLES(422, "History is candles only"),
    HISTORY_LIMIT(422, "The load has too many candles"),
    HISTORY_GIVEN_UP(410, "The load was given up"),
    HISTORY_CROWDED(429, "Too many loads of history wait"),
    SYMBOL_LIMIT(429, "There are more stock symbols than allowed"),
    INTERNAL_ERROR(500, "Something went wrong here"),
    OVERLOADED(RequestProblem.OVERLOADED),
    STORAGE_UNAVAILABLE(503, "The store can't be reached"),
    STORAGE_FULL(503, "The store is full"),
    STORAGE_DAMAGED(503, "The stored data is damaged"),
    DRAINING(503, "This node is shutting down"),
    OUTCOME_UNKNOWN(503, "It is not known whether everything was stored");

    private final int status;
    private final String title;
    private final String label;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    ProblemCode(ProblemType ofAnyServer) {
        this(ofAnyServer.status(), ofAnyServer.title());
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String label() {
        return label;
    }
}
