package dev.ticktide.ingest;

/** Bodies as senders write them, with one thing changed. */
final class Bodies {

    static final String CANDLE = "{\"stock_symbol\": \"AAPL\", \"opening_price\": 150.25, \"closing_price\": 155.2,"
            + " \"high\": 157.5, \"low\": 149.8, \"volume\": 1000000, \"timestamp\": 1644016200.0}";

    private Bodies() {}

    /** The candle with one field's value written differently. */
    static String candle(String field, String value) {
        return replaced(CANDLE, field, value);
    }

    static String symbol(String symbol) {
        return candle("stock_symbol", '"' + symbol + '"');
    }

    static String without(String field) {
        String cut = CANDLE.replaceFirst("\"" + field + "\": [^,}]*(, )?", "");
        return cut.replaceFirst(",\\s*}", "}");
    }

    static String with(String extra) {
        return CANDLE.substring(0, CANDLE.length() - 1) + ", " + extra + "}";
    }

    static String at(double seconds, double close) {
        return candle("timestamp", String.valueOf(seconds))
                .replace("\"closing_price\": 155.2", "\"closing_price\": " + close);
    }

    private static String replaced(String body, String field, String value) {
        int start = body.indexOf('"' + field + "\": ") + field.length() + 4;
        int end = start;
        while (body.charAt(end) != ',' && body.charAt(end) != '}') {
            end++;
        }
        return body.substring(0, start) + value + body.substring(end);
    }
}
