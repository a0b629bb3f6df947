package dev.ticktide.formula.library;

import dev.ticktide.market.bar.Bar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.num.DoubleNum;

/** Bars of a minute, as columns and as ta4j has them. */
record Prices(
        List<Bar> bars, double[] open, double[] high, double[] low, double[] close, double[] volume, BarSeries ta4j) {

    private static final long MINUTE = 60_000_000L;

    /** A stock of about 100 whose price moves by about 1 at each bar, in whole cents. */
    static Prices walk(long seed, int count) {
        Random random = new Random(seed);
        List<Bar> bars = new ArrayList<>();
        double price = 100;
        for (int i = 0; i < count; i++) {
            double open = price;
            price = Math.max(1, Math.rint((price + random.nextGaussian()) * 100) / 100);
            double top = Math.max(open, price) + random.nextInt(50) / 100.0;
            double bottom = Math.min(open, price) - random.nextInt(50) / 100.0;
            bars.add(new Bar(i * MINUTE, open, top, bottom, price, 1 + random.nextInt(1_000), 1));
        }
        return of(bars);
    }

    int count() {
        return bars.size();
    }

    private static Prices of(List<Bar> bars) {
        BarSeries series =
                new BaseBarSeriesBuilder().withNumTypeOf(DoubleNum.class).build();
        for (Bar bar : bars) {
            series.addBar(
                    Duration.ofMinutes(1),
                    Instant.ofEpochSecond(bar.time() / 1_000_000).atZone(ZoneOffset.UTC),
                    bar.open(),
                    bar.high(),
                    bar.low(),
                    bar.close(),
                    bar.volume());
        }
        return new Prices(
                bars,
                column(bars, Bar::open),
                column(bars, Bar::high),
                column(bars, Bar::low),
                column(bars, Bar::close),
                column(bars, Bar::volume),
                series);
    }

    private static double[] column(List<Bar> bars, ToDoubleFunction<Bar> series) {
        return bars.stream().mapToDouble(series).toArray();
    }
}
