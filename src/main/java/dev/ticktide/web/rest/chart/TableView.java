package dev.ticktide.web.rest.chart;

import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.view.Row;
import java.util.List;

/**
 * Rows of a symbol and timeframe, oldest first.
 *
 * @param columns the names of the values of a row
 * @param length how many rows there are
 */
record TableView(String symbol, Timeframe timeframe, List<String> columns, List<Row> data, int length) {

    TableView(String symbol, Timeframe timeframe, List<String> columns, List<Row> data) {
        this(symbol, timeframe, columns, data, data.size());
    }
}
