package dev.ticktide.strategy.script;

import dev.ticktide.formula.operator.Applied;
import dev.ticktide.formula.operator.Arithmetic;
import dev.ticktide.formula.syntax.Expression;
import dev.ticktide.formula.syntax.Printer;
import dev.ticktide.strategy.rule.Computation;
import dev.ticktide.strategy.rule.Operand;
import dev.ticktide.strategy.rule.Rules;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Operands that are computed of others, by the operators that plans use: so they are equal to the bit. */
final class Computed {

    private Computed() {}

    static Operand arithmetic(Expression.Binary binary, Operand left, Operand right) {
        return of(binary, List.of(left, right), numbers -> Arithmetic.of(binary.operator(), numbers[0], numbers[1]));
    }

    static Operand call(Expression.Call call, List<Operand> arguments, Applied.Formula formula) {
        int[] places = IntStream.range(0, arguments.size()).toArray();
        return of(call, arguments, numbers -> formula.of(numbers, places));
    }

    /** A constant if all its parts are. */
    static Operand of(Expression expression, List<Operand> parts, ToDoubleFunction<double[]> formula) {
        ToDoubleFunction<double[]> finite = numbers -> {
            double value = formula.applyAsDouble(numbers);
            return Double.isFinite(value) ? value : Double.NaN;
        };
        if (parts.stream().allMatch(Operand.Constant.class::isInstance)) {
            double[] numbers = parts.stream()
                    .mapToDouble(part -> ((Operand.Constant) part).value())
                    .toArray();
            return Rules.constant(finite.applyAsDouble(numbers));
        }
        return new Computation(Printer.print(expression), parts, finite);
    }
}
