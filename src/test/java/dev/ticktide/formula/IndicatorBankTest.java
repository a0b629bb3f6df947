package dev.ticktide.formula;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.testing.StageCheck;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What every kind of indicator there is or will be promises, with its standard parameters. */
class IndicatorBankTest {

    private static final int BARS = 60;

    private static final List<IndicatorName> NAMES = IndicatorKinds.all().stream()
            .map(kind -> new IndicatorName(
                    kind.name(),
                    kind.parameters().stream()
                            .map(IndicatorKind.Parameter::standard)
                            .toList()))
            .toList();

    /** A bank and how many bars it has had; asked for a preview before each. */
    private static final class Fold {
        private final IndicatorBank bank;
        private int had;

        private Fold(IndicatorBank bank, int had) {
            this.bank = bank;
            this.had = had;
        }
    }

    private record Core(double[] closes) implements StageCheck.Core<Fold, List<Double>> {

        @Override
        public Fold start() {
            return new Fold(new IndicatorBank(NAMES), 0);
        }

        @Override
        public List<List<Double>> take(Fold state, int after, int to) {
            List<List<Double>> output = new ArrayList<>();
            while (state.had < to) {
                state.bank.preview(bar(Walks.HIGHEST));
                output.add(values(state.bank.update(bar(closes[state.had]))));
                state.had++;
            }
            return output;
        }

        @Override
        public boolean isGap(Fold state, int after) {
            return after > state.had;
        }

        @Override
        public byte[] save(Fold state) {
            WireWriter out = new WireWriter(256).writeVar(state.had);
            state.bank.write(out);
            return out.toByteArray();
        }

        @Override
        public Fold restore(byte[] saved) {
            WireReader in = new WireReader(saved);
            int had = in.readInt();
            return new Fold(IndicatorBank.read(NAMES, in), had);
        }
    }

    @Property(tries = 20)
    void itKeepsWhatEveryStagePromises(@ForAll long seed) {
        double[] closes = Walks.cents(seed, BARS);
        IndicatorBank bank = new IndicatorBank(NAMES);
        List<List<Double>> expected = Arrays.stream(closes)
                .mapToObj(close -> values(bank.update(bar(close))))
                .toList();
        StageCheck.verify(new Core(closes), BARS, expected, seed);
    }

    private static Bar bar(double close) {
        return new Bar(0, close, close, close, close, 1, 1);
    }

    private static List<Double> values(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
