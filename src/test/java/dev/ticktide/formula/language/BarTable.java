package dev.ticktide.formula.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.formula.plan.Names;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Script;
import dev.ticktide.market.bar.Bar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table of a document: the columns are bars, the first rows what the market did, the others formulas and what they are at each
 * bar: a number, {@code yes}, {@code no}, or {@code ?} while not known.
 */
final class BarTable {

    private static final List<String> MARKET = List.of("open", "high", "low", "close", "volume");
    private static final long MINUTE = 60_000_000L;

    private final Map<String, List<String>> market = new LinkedHashMap<>();
    private final Map<String, List<String>> formulas = new LinkedHashMap<>();

    BarTable(List<String> lines) {
        for (String line : lines) {
            List<String> cells = List.of(line.strip().split("\\s{2,}"));
            List<String> values = cells.subList(1, cells.size());
            boolean isMarket = formulas.isEmpty() && MARKET.contains(cells.get(0));
            (isMarket ? market : formulas).put(cells.get(0), values);
        }
        assertTrue(!market.isEmpty() && !formulas.isEmpty(), () -> "rows of bars, then formulas: " + lines);
        formulas.forEach((formula, values) -> assertEquals(count(), values.size(), formula));
    }

    /** Checks rows that are formulas, and rows of {@code let}, which those below it may use. */
    void check() {
        StringBuilder lets = new StringBuilder();
        formulas.forEach((row, values) -> {
            String formula = row;
            if (row.startsWith("let ")) {
                lets.append(row).append('\n');
                formula = row.substring(4, row.indexOf('=')).strip();
            }
            boolean isCondition = values.contains("yes") || values.contains("no");
            String rule = isCondition ? "buy when " + formula : "buy when close > 0\nstrength " + formula;
            ParseResult<Script.Strategy> read = Parser.strategy(lets + rule);
            assertEquals(List.of(), read.problems(), row);
            PlanBuilder builder = new PlanBuilder(name -> null);
            Names names = builder.names().with(read.value());
            Expression expression =
                    isCondition ? read.value().buy() : read.value().strength();
            int slot = names.add(Objects.requireNonNull(expression));
            check(row, builder.build(), slot);
        });
    }

    /** Checks rows that are the outputs of an indicator. */
    void check(Script.Indicator indicator, List<Double> parameters) {
        PlanBuilder builder = new PlanBuilder(name -> null);
        Names names = builder.names();
        for (int i = 0; i < parameters.size(); i++) {
            names.parameter(indicator.parameters().get(i).name(), parameters.get(i));
        }
        indicator.definitions().forEach(names::define);
        indicator.outputs().forEach(names::define);
        Plan plan = builder.build();
        formulas.keySet().forEach(output -> check(output, plan, names.slot(output)));
    }

    private void check(String row, Plan plan, int slot) {
        double[] state = plan.newState();
        double[] values = plan.newValues();
        List<String> due = formulas.get(row);
        for (int i = 0; i < count(); i++) {
            plan.update(bar(i), state, values);
            assertEquals(value(due.get(i)), values[slot] + 0.0, row + " at bar " + (i + 1));
        }
    }

    private static double value(String cell) {
        return switch (cell) {
            case "?" -> Double.NaN;
            case "yes" -> 1;
            case "no" -> 0;
            default -> Double.parseDouble(cell);
        };
    }

    private int count() {
        return market.values().iterator().next().size();
    }

    /** What the table leaves out is the close; a volume is 0. */
    private Bar bar(int index) {
        List<Double> found = new ArrayList<>();
        for (String series : MARKET) {
            List<String> row = market.get(series);
            double standard = series.equals("volume") || !market.containsKey("close") ? 0 : at("close", index);
            found.add(row == null ? standard : at(series, index));
        }
        return new Bar(index * MINUTE, found.get(0), found.get(1), found.get(2), found.get(3), found.get(4), 1);
    }

    private double at(String series, int index) {
        return Double.parseDouble(Objects.requireNonNull(market.get(series)).get(index));
    }
}
