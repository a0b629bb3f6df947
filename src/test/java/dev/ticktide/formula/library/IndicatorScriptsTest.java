package dev.ticktide.formula.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ticktide.formula.IndicatorBank;
import dev.ticktide.formula.IndicatorKinds;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.formula.language.Parser;
import dev.ticktide.formula.plan.Plan;
import dev.ticktide.formula.plan.PlanBuilder;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Type;
import dev.ticktide.market.bar.Bar;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An indicator in a plan has the numbers that it has live. */
class IndicatorScriptsTest {

    private static final int BARS = 600;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sma(20)",
                "ema(12)",
                "rsi(14)",
                "macd(12,26,9)",
                "macd(5,8,3)",
                "bollinger(20,2)",
                "stochastic(14,3,3)",
                "supertrend(10,3)"
            })
    void everyOutputIsTheLiveOneBitForBit(String written) {
        IndicatorName name = IndicatorName.parse(written);
        List<String> outputs = IndicatorKinds.named(name.kind()).outputs().stream()
                .map(output -> output.name())
                .toList();
        PlanBuilder builder = new PlanBuilder(FormulaFiles::script);
        int[] slots = new int[outputs.size()];
        for (int i = 0; i < slots.length; i++) {
            String text = i == 0 ? written : written + "." + outputs.get(i);
            Expression.Binary compared = (Expression.Binary)
                    Parser.expression(text + " > 0", Type.TRUTH).value();
            slots[i] = builder.names().add(compared.left());
        }
        Plan plan = builder.build();
        double[] state = plan.newState();
        double[] values = plan.newValues();
        IndicatorBank bank = new IndicatorBank(List.of(name));
        Random random = new Random(5);
        double close = 100;
        for (int i = 0; i < BARS; i++) {
            double open = close;
            close = Math.max(1, close + random.nextGaussian());
            Bar bar = new Bar(
                    i * 60_000_000L, open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close, 10, 1);
            double[] live = bank.update(bar);
            plan.update(bar, state, values);
            for (int output = 0; output < slots.length; output++) {
                assertEquals(live[output], values[slots[output]], 0.0, written + " " + outputs.get(output) + " " + i);
            }
        }
    }
}
