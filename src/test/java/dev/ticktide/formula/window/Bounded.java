package dev.ticktide.formula.window;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.plan.Names;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Type;
import dev.ticktide.market.bar.Bar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan of functions over the same closes, held against exact arithmetic within the bounds of a table in a document. Confined to
 * one thread.
 */
final class Bounded {

    private static final List<String> NAMES =
            List.of("sum", "mean", "stdev", "slope", "change", "ema", "mma", "gain_share", "correlation", "total");

    /** A row: functions, how far they may be from exact arithmetic, and of what. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[a-z_`, ]+`) \\| ([0-9e-]+) \\| [^|]+ \\|$");

    /** What 60 digits do not show. */
    private static final double BELOW = 1e-55;

    private static final Map<String, Double> BOUNDS = bounds();

    private final int bars;
    private final int[] slots;
    private final Plan plan;
    private final double[] state;
    private final double[] values;

    Bounded(int bars) {
        this.bars = bars;
        PlanBuilder builder = new PlanBuilder(name -> null);
        Names names = builder.names();
        slots = NAMES.stream()
                .mapToInt(name -> names.add(
                        Parser.expression(text(name, bars), Type.NUMBER).value()))
                .toArray();
        plan = builder.build();
        state = plan.newState();
        values = plan.newValues();
    }

    private static String text(String name, int bars) {
        return switch (name) {
            case "correlation" -> "correlation(close,volume," + bars + ")";
            case "total" -> "total(close)";
            default -> name + "(close," + bars + ")";
        };
    }

    void update(double price, double volume) {
        plan.update(new Bar(0, price, price, price, price, volume, 1), state, values);
    }

    double value(String name) {
        return values[slots[NAMES.indexOf(name)]];
    }

    void checkWindow(double[] window, double[] other, String where) {
        double[] unsigned = Arrays.stream(window).map(Math::abs).toArray();
        check("sum", Exact.sum(window), Exact.sum(unsigned), where);
        check("mean", Exact.mean(window), Exact.mean(unsigned), where);
        check("stdev", Exact.deviation(window), Exact.deviation(window), where);
        double highest = Arrays.stream(window).max().orElse(0);
        double lowest = Arrays.stream(window).min().orElse(0);
        check("slope", Exact.slope(window), new BigDecimal(highest - lowest), where);
        if (highest > lowest) {
            check("correlation", Exact.correlation(window, other), BigDecimal.ONE, where);
        }
    }

    /** @param prices all, or as many as are remembered */
    void checkAverages(double[] prices, String where) {
        BigDecimal exponential = Exact.exponential(prices, bars);
        check("ema", exponential, exponential, where);
        BigDecimal wilder = Exact.wilder(prices, bars);
        check("mma", wilder, wilder, where);
        check("gain_share", Exact.gainShare(prices, bars), BigDecimal.ONE, where);
        BigDecimal change = Exact.change(prices, bars);
        check("change", change, change, where);
    }

    /** @param of what the bound of the document is a share of */
    void check(String name, BigDecimal due, BigDecimal of, String where) {
        double bound = Objects.requireNonNull(BOUNDS.get(name), name) * of.abs().doubleValue();
        double error = new BigDecimal(value(name)).subtract(due).abs().doubleValue();
        assertTrue(error <= bound + BELOW, () -> name + " of " + where + " is " + value(name) + ", exactly " + due);
    }

    private static Map<String, Double> bounds() {
        Map<String, Double> bounds = new HashMap<>();
        try {
            Matcher row = ROW.matcher(Files.readString(Path.of("docs/language.md")));
            while (row.find()) {
                for (String function : row.group(1).replace("`", "").split(", ")) {
                    bounds.put(function, Double.valueOf(row.group(2)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bounds;
    }
}
