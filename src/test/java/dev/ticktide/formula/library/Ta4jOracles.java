package dev.ticktide.formula.library;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ta4j.core.BarSeries;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.CCIIndicator;
import org.ta4j.core.indicators.DoubleEMAIndicator;
import org.ta4j.core.indicators.EMAIndicator;
import org.ta4j.core.indicators.HMAIndicator;
import org.ta4j.core.indicators.KAMAIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.MMAIndicator;
import org.ta4j.core.indicators.ROCIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.SMAIndicator;
import org.ta4j.core.indicators.StochasticOscillatorDIndicator;
import org.ta4j.core.indicators.StochasticOscillatorKIndicator;
import org.ta4j.core.indicators.StochasticRSIIndicator;
import org.ta4j.core.indicators.TripleEMAIndicator;
import org.ta4j.core.indicators.WMAIndicator;
import org.ta4j.core.indicators.WilliamsRIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.adx.MinusDIIndicator;
import org.ta4j.core.indicators.adx.PlusDIIndicator;
import org.ta4j.core.indicators.aroon.AroonDownIndicator;
import org.ta4j.core.indicators.aroon.AroonUpIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandFacade;
import org.ta4j.core.indicators.donchian.DonchianChannelLowerIndicator;
import org.ta4j.core.indicators.donchian.DonchianChannelMiddleIndicator;
import org.ta4j.core.indicators.donchian.DonchianChannelUpperIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.helpers.CombineIndicator;
import org.ta4j.core.indicators.ichimoku.IchimokuKijunSenIndicator;
import org.ta4j.core.indicators.ichimoku.IchimokuSenkouSpanAIndicator;
import org.ta4j.core.indicators.ichimoku.IchimokuSenkouSpanBIndicator;
import org.ta4j.core.indicators.ichimoku.IchimokuTenkanSenIndicator;
import org.ta4j.core.indicators.keltner.KeltnerChannelLowerIndicator;
import org.ta4j.core.indicators.keltner.KeltnerChannelMiddleIndicator;
import org.ta4j.core.indicators.keltner.KeltnerChannelUpperIndicator;
import org.ta4j.core.indicators.pivotpoints.PivotLevel;
import org.ta4j.core.indicators.pivotpoints.PivotPointIndicator;
import org.ta4j.core.indicators.pivotpoints.StandardReversalIndicator;
import org.ta4j.core.indicators.pivotpoints.TimeLevel;
import org.ta4j.core.indicators.statistics.SimpleLinearRegressionIndicator;
import org.ta4j.core.indicators.statistics.SimpleLinearRegressionIndicator.SimpleLinearRegressionType;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.indicators.supertrend.SuperTrendIndicator;
import org.ta4j.core.indicators.volume.ChaikinMoneyFlowIndicator;
import org.ta4j.core.indicators.volume.MoneyFlowIndexIndicator;
import org.ta4j.core.indicators.volume.OnBalanceVolumeIndicator;
import org.ta4j.core.num.Num;

/** Indicators by org.ta4j:ta4j-core, which has numbers from the first bar on: they are comparable once it has enough bars. */
final class Ta4jOracles {

    private static final double PERCENT = 100;

    /** ta4j counts the sums of the money flow index, which may be 0, as at least 1. */
    private static final double AT_LEAST_ONE = 1e-3;

    private final List<Oracle> all = new ArrayList<>();

    private Ta4jOracles() {}

    static List<Oracle> all() {
        Ta4jOracles oracles = new Ta4jOracles();
        oracles.averages();
        oracles.ofCloses();
        oracles.ofRanges();
        oracles.bands();
        oracles.levels();
        oracles.ofVolumes();
        return oracles.all;
    }

    private void averages() {
        ofClose("sma", "value", close -> new SMAIndicator(close, 20), 20);
        ofClose("ema", "value", close -> new EMAIndicator(close, 20), 20);
        ofClose("mma", "value", close -> new MMAIndicator(close, 14), 14);
        ofClose("wma", "value", close -> new WMAIndicator(close, 20), 20);
        ofClose("hma", "value", close -> new HMAIndicator(close, 20), 20);
        ofClose("dema", "value", close -> new DoubleEMAIndicator(close, 20), 20);
        ofClose("tema", "value", close -> new TripleEMAIndicator(close, 20), 20);
        ofClose("kama", "value", close -> new KAMAIndicator(close, 10, 2, 30), 10, 2, 30);
    }

    private void ofCloses() {
        ofClose("rsi", "value", close -> new RSIIndicator(close, 14), 14);
        ofClose("macd", "macd", close -> new MACDIndicator(close, 12, 26), 12, 26, 9);
        ofClose("roc", "value", close -> new ROCIndicator(close, 10), 10);
        ofClose("stdev", "value", close -> new StandardDeviationIndicator(close, 20), 20);
        ofClose("linreg", "value", close -> new SimpleLinearRegressionIndicator(close, 14), 14);
        ofClose(
                "linslope",
                "value",
                close -> new SimpleLinearRegressionIndicator(close, 14, SimpleLinearRegressionType.SLOPE),
                14);
        scaled(PERCENT, "stochrsi", "k", bars -> new StochasticRSIIndicator(bars, 14), 14, 14, 1, 3);
    }

    private void ofRanges() {
        of("atr", "value", bars -> new ATRIndicator(bars, 14), 14);
        scaled(
                PERCENT,
                "natr",
                "value",
                bars -> CombineIndicator.divide(new ATRIndicator(bars, 14), new ClosePriceIndicator(bars)),
                14);
        of("cci", "value", bars -> new CCIIndicator(bars, 20), 20);
        of("williamsr", "value", bars -> new WilliamsRIndicator(bars, 14), 14);
        of("adx", "adx", bars -> new ADXIndicator(bars, 14), 14);
        of("adx", "plus", bars -> new PlusDIIndicator(bars, 14), 14);
        of("adx", "minus", bars -> new MinusDIIndicator(bars, 14), 14);
        of("aroon", "up", bars -> new AroonUpIndicator(bars, 25), 25);
        of("aroon", "down", bars -> new AroonDownIndicator(bars, 25), 25);
        of("stochastic", "k", bars -> new StochasticOscillatorKIndicator(bars, 14), 14, 1, 3);
        of(
                "stochastic",
                "d",
                bars -> new StochasticOscillatorDIndicator(new StochasticOscillatorKIndicator(bars, 14)),
                14,
                1,
                3);
        of("supertrend", "value", bars -> new SuperTrendIndicator(bars, 10, 3.0), 10, 3);
    }

    private void bands() {
        of("bollinger", "upper", bars -> new BollingerBandFacade(bars, 20, 2).upper(), 20, 2);
        of("bollinger", "middle", bars -> new BollingerBandFacade(bars, 20, 2).middle(), 20, 2);
        of("bollinger", "lower", bars -> new BollingerBandFacade(bars, 20, 2).lower(), 20, 2);
        scaled(1 / PERCENT, "bandwidth", "value", bars -> new BollingerBandFacade(bars, 20, 2).bandwidth(), 20, 2);
        of("percentb", "value", bars -> new BollingerBandFacade(bars, 20, 2).percentB(), 20, 2);
        of("keltner", "middle", Ta4jOracles::keltner, 20, 2, 10);
        of("keltner", "upper", bars -> new KeltnerChannelUpperIndicator(keltner(bars), 2, 10), 20, 2, 10);
        of("keltner", "lower", bars -> new KeltnerChannelLowerIndicator(keltner(bars), 2, 10), 20, 2, 10);
        of("donchian", "upper", bars -> new DonchianChannelUpperIndicator(bars, 20), 20);
        of("donchian", "middle", bars -> new DonchianChannelMiddleIndicator(bars, 20), 20);
        of("donchian", "lower", bars -> new DonchianChannelLowerIndicator(bars, 20), 20);
    }

    private void levels() {
        of("ichimoku", "tenkan", bars -> new IchimokuTenkanSenIndicator(bars, 9), 9, 26, 52);
        of("ichimoku", "kijun", bars -> new IchimokuKijunSenIndicator(bars, 26), 9, 26, 52);
        of(
                "ichimoku",
                "spana",
                bars -> new IchimokuSenkouSpanAIndicator(
                        bars, new IchimokuTenkanSenIndicator(bars, 9), new IchimokuKijunSenIndicator(bars, 26), 1),
                9,
                26,
                52);
        of("ichimoku", "spanb", bars -> new IchimokuSenkouSpanBIndicator(bars, 52, 1), 9, 26, 52);
        of("pivots", "pivot", Ta4jOracles::pivot);
        of("pivots", "r1", bars -> new StandardReversalIndicator(pivot(bars), PivotLevel.RESISTANCE_1));
        of("pivots", "s1", bars -> new StandardReversalIndicator(pivot(bars), PivotLevel.SUPPORT_1));
        of("pivots", "r2", bars -> new StandardReversalIndicator(pivot(bars), PivotLevel.RESISTANCE_2));
        of("pivots", "s2", bars -> new StandardReversalIndicator(pivot(bars), PivotLevel.SUPPORT_2));
    }

    private void ofVolumes() {
        of("cmf", "value", bars -> new ChaikinMoneyFlowIndicator(bars, 20), 20);
        all.add(new Oracle(
                "mfi",
                "value",
                Oracle.TA4J,
                AT_LEAST_ONE,
                prices -> values(1, new MoneyFlowIndexIndicator(prices.ta4j(), 14)),
                14));
        of("obv", "value", OnBalanceVolumeIndicator::new);
    }

    private static KeltnerChannelMiddleIndicator keltner(BarSeries bars) {
        return new KeltnerChannelMiddleIndicator(new ClosePriceIndicator(bars), 20);
    }

    private static PivotPointIndicator pivot(BarSeries bars) {
        return new PivotPointIndicator(bars, TimeLevel.DAY);
    }

    private void ofClose(
            String indicator, String output, Function<ClosePriceIndicator, Indicator<Num>> of, double... with) {
        scaled(1, indicator, output, bars -> of.apply(new ClosePriceIndicator(bars)), with);
    }

    private void of(String indicator, String output, Function<BarSeries, Indicator<Num>> of, double... with) {
        scaled(1, indicator, output, of, with);
    }

    /** @param scale what ta4j's number is to be multiplied with */
    private void scaled(
            double scale, String indicator, String output, Function<BarSeries, Indicator<Num>> of, double... with) {
        all.add(new Oracle(
                indicator,
                output,
                Oracle.TA4J,
                Oracle.TOLERANCE,
                prices -> values(scale, of.apply(prices.ta4j())),
                with));
    }

    private static double[] values(double scale, Indicator<Num> theirs) {
        return IntStream.range(0, theirs.getBarSeries().getBarCount())
                .mapToDouble(i -> scale * theirs.getValue(i).doubleValue())
                .toArray();
    }
}
