package dev.ticktide.web.board;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.symbol.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the price did after a signal, over the {@value #HORIZON} closed bars of its own timeframe that follow. Measured from
 * the open of the first of them: the close of the signal's own bar can no longer be traded when the signal is known. All in
 * per cent of that entry.
 *
 * <p>A move ends at a close and has the price's own sign, as {@code forwardReturn} has. The excursions have the signal's: the
 * favourable one is how far the price went the signal's way at best (highest high after a buy, lowest low after a sell), never
 * below 0; the adverse one how far against it at worst, never above 0. Each was reached with the {@code bars}-th bar after the
 * signal's, the first such; 0 with none. While bars are missing everything is of those there are.
 *
 * @param entry the open of the bar after the signal's; {@code NaN} until that bar has closed
 * @param bars closed since, at most {@value #HORIZON}
 * @param percent the move until the last of them; {@code NaN} with none
 * @param moves until bars 5, 10 and 20; {@code NaN} for those still to come
 * @param favourable {@code null} with no bar
 */
public record Outcome(
        double entry,
        int bars,
        double percent,
        List<Move> moves,
        @Nullable Move favourable,
        @Nullable Move adverse) {

    /** Closed bars after the signal's that are looked at. */
    public static final int HORIZON = 20;

    private static final List<Integer> HORIZONS = List.of(5, 10, HORIZON);
    private static final double PERCENT = 100;

    /**
     * A change of the price until the close of a bar, or an excursion.
     *
     * @param bars after the signal's, from 1; 0 for no excursion
     * @param percent of the entry
     */
    public record Move(int bars, double percent) {}

    /** @param after the bars that follow the signal's, oldest first, at most {@value #HORIZON} */
    public static Outcome of(Side side, List<Bar> after) {
        double entry = after.isEmpty() ? Double.NaN : after.get(0).open();
        List<Move> moves = new ArrayList<>();
        for (int horizon : HORIZONS) {
            moves.add(new Move(horizon, horizon <= after.size() ? move(entry, after.get(horizon - 1)) : Double.NaN));
        }
        if (after.isEmpty()) {
            return new Outcome(entry, 0, Double.NaN, moves, null, null);
        }
        Move favourable = new Move(0, 0);
        Move adverse = new Move(0, 0);
        for (int i = 0; i < after.size(); i++) {
            Bar bar = after.get(i);
            double up = percent(entry, side == Side.BUY ? bar.high() : bar.low()) * side.sign();
            double down = percent(entry, side == Side.BUY ? bar.low() : bar.high()) * side.sign();
            favourable = up > favourable.percent ? new Move(i + 1, up) : favourable;
            adverse = down < adverse.percent ? new Move(i + 1, down) : adverse;
        }
        return new Outcome(entry, after.size(), move(entry, after.get(after.size() - 1)), moves, favourable, adverse);
    }

    /** Whether all bars have closed. */
    public boolean isFinal() {
        return bars == HORIZON;
    }

    private static double move(double entry, Bar until) {
        return percent(entry, until.close());
    }

    private static double percent(double entry, double other) {
        return PERCENT * (other / entry - 1);
    }
}
