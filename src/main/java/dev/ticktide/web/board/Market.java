package dev.ticktide.web.board;

import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.web.view.QuoteView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

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

    /**
     * Some stocks of each kind.
     *
     * @param symbols how many stocks there are in all
     */
    public record View(int symbols, List<QuoteView> gainers, List<QuoteView> losers, List<QuoteView> mostActive) {}

    /**
     * At most five stocks of each kind, the first one with the greatest change or the most traded value. Those whose
     * change is not known are left out.
     */
    public static View view(Collection<StockSummary> summaries, Board board) {
        return new View(
                summaries.size(),
                top(summaries, BY_CHANGE.reversed(), 1, board),
                top(summaries, BY_CHANGE, -1, board),
                top(summaries, BY_VALUE, 0, board));
    }

    private static List<QuoteView> top(
            Collection<StockSummary> summaries, Comparator<StockSummary> order, int sign, Board board) {
        return summaries.stream()
                .filter(summary -> Double.isFinite(summary.changePercent()))
                .filter(summary -> sign == 0 || Math.signum(summary.changePercent()) == sign)
                .sorted(order)
                .limit(TOP)
                .map(summary -> QuoteView.of(summary, board.company(summary.symbol())))
                .toList();
    }
}
