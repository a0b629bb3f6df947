package dev.ticktide.web.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.StockSummary;
import java.util.Collection;
import java.util.Comparator;

/** The market as a whole: gainers, losers, most traded. */
public final class Market {

    private static final int TOP = 5;

    /** Ties go by symbol, so that equal stocks don't swap places from one look to the next. */
    private static final Comparator<StockSummary> BY_CHANGE =
            Comparator.comparingDouble(StockSummary::changePercent).thenComparing(StockSummary::symbol);

    /** Traded value rather than shares: a penny stock's million shares are no activity. */
    private static final Comparator<StockSummary> BY_VALUE = Comparator.<StockSummary>comparingDouble(
                    summary -> summary.volume() * summary.last())
            .reversed()
            .thenComparing(StockSummary::symbol);

    private Market() {}

    public static ObjectNode json(Collection<StockSummary> summaries, Board board) {
        ObjectNode node = Json.object();
        node.put("symbols", summaries.size());
        top(node.putArray("gainers"), summaries, BY_CHANGE.reversed(), 1, board);
        top(node.putArray("losers"), summaries, BY_CHANGE, -1, board);
        top(node.putArray("mostActive"), summaries, BY_VALUE, 0, board);
        return node;
    }

    private static void top(
            ArrayNode rows, Collection<StockSummary> summaries, Comparator<StockSummary> order, int sign, Board board) {
        summaries.stream()
                .filter(summary -> Double.isFinite(summary.changePercent()))
                .filter(summary -> sign == 0 || Math.signum(summary.changePercent()) == sign)
                .sorted(order)
                .limit(TOP)
                .forEach(summary -> rows.add(Json.row(summary, board.company(summary.symbol()))));
    }
}
