package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.ticktide.web.view.Views;

/**
 * A stock's row in a message, already written: thousands change each second, and a tree of each would cost several times as
 * much.
 */
final class RowText extends RawValue {

    private final String symbol;

    private RowText(String symbol, String json) {
        super(json);
        this.symbol = symbol;
    }

    static JsonNode of(String symbol, Object view) {
        return new POJONode(new RowText(symbol, Views.text(view)));
    }

    /** The symbol of a row, written or not. */
    static String symbolOf(JsonNode row) {
        return row instanceof POJONode pojo && pojo.getPojo() instanceof RowText text
                ? text.symbol
                : row.path("symbol").asText();
    }
}
