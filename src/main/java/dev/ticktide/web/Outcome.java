package dev.ticktide.web;

import dev.ticktide.market.Bar;
import dev.ticktide.market.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the price did after a signal, measured from the signal's price, which is the close of its bar (bar 0), over the {@value
 * #HORIZON} closed bars of its own timeframe that follow. All in per cent of that price.
 *
 * <p>A move is close to close and has the price's own sign, as {@code forwardReturn} has. The excursions have the signal's: the
 * favourable one is how far the price went the signal's way at best (highest high after a buy, lowest low after a sell), never
 * below 0; the adverse one how far against it at worst, never above 0. Each was reached with the {@code bars}-th bar after the
 * signal's, the first such; 0 with none. While bars are missing everything is of those there are.
 *
 * @param bars closed since, at most {@value #HORIZON}
 * @param percent the move until the last of them; {@code NaN} with none
 * @param moves until bars 5, 10 and 20; {@code NaN} for those still to come
 * @param favourable {@code null} with no bar
 */
record Outcome(
        int bars,
        double percent,
        List<Move> moves,
        @Nullable Move favourable,
        @Nullable Move adverse) {

    static final int HORIZON = 20;

    private static final List<Integer> HORIZONS = List.of(5, 10, HORIZON);
    private static final double PERCENT = 100;

    record Move(int bars, double percent) {}

    /** @param after the bars that follow the signal's, oldest first, at most {@value #HORIZON} */
    static Outcome of(Side side, double price, List<Bar> after) {
        List<Move> moves = new ArrayList<>();
        for (int horizon : HORIZONS) {
            moves.add(new Move(horizon, horizon <= after.size() ? move(price, after.get(horizon - 1)) : Double.NaN));
        }
        if (after.isEmpty()) {
            return new Outcome(0, Double.NaN, moves, null, null);
        }
        Move favourable = new Move(0, 0);
        Move adverse = new Move(0, 0);
        for (int i = 0; i < after.size(); i++) {
            Bar bar = after.get(i);
            double up = percent(price, side == Side.BUY ? bar.high() : bar.low()) * side.sign();
            double down = percent(price, side == Side.BUY ? bar.low() : bar.high()) * side.sign();
            favourable = up > favourable.percent ? new Move(i + 1, up) : favourable;
            adverse = down < adverse.percent ? new Move(i + 1, down) : adverse;
        }
        return new Outcome(after.size(), move(price, after.get(after.size() - 1)), moves, favourable, adverse);
    }

    boolean isFinal() {
        return bars == HORIZON;
    }

    private static double move(double price, Bar until) {
        return percent(price, until.close());
    }

    private static double percent(double price, double other) {
        return PERCENT * (other / price - 1);
    }
}
