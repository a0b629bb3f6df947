package dev.ticktide.web.udf;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.numeric.PriceDigits;
import dev.ticktide.reference.Companies;
import dev.ticktide.web.chart.ChartData;
import dev.ticktide.web.view.QuoteView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

/** What a chart needs to know of a symbol. */
final class UdfSymbolInfo extends UdfCall {

    private static final int VOLUMES = 50;

    private final List<Timeframe> timeframes;
    private final UdfSymbols symbols;
    private final ChartData charts;
    private final Context context;

    UdfSymbolInfo(List<Timeframe> timeframes, UdfSymbols symbols, ChartData charts, Context context) {
        super("/symbols");
        this.timeframes = timeframes;
        this.symbols = symbols;
        this.charts = charts;
        this.context = context;
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record View(
            String name,
            String ticker,
            String fullName,
            String description,
            String type,
            String session,
            String timezone,
            String exchange,
            String listedExchange,
            String format,
            int minmov,
            long pricescale,
            boolean hasIntraday,
            boolean hasSeconds,
            boolean hasDaily,
            boolean hasWeeklyAndMonthly,
            List<String> intradayMultipliers,
            List<String> secondsMultipliers,
            List<String> supportedResolutions,
            int volumePrecision,
            String dataStatus) {}

    @Override
    Future<?> answer(UdfQuery query) {
        return symbols.known(query).compose(symbol -> {
            StockSummary summary = symbols.summary(symbol);
            return Future.fromCompletionStage(charts.last(symbol, timeframes.get(0), VOLUMES), context)
                    .map(bars -> {
                        double[] closes = bars.stream().mapToDouble(Bar::close).toArray();
                        int digits = summary == null
                                ? Companies.standard().digits(symbol, closes)
                                : QuoteView.digits(summary);
                        return view(symbol, digits, bars);
                    });
        });
    }

    /** @param volumes some bars, whose volumes say whether there are fractions of shares */
    private View view(String symbol, int digits, List<Bar> volumes) {
        List<String> resolutions = UdfResolution.names(timeframes);
        List<String> seconds =
                resolutions.stream().filter(each -> each.endsWith("S")).toList();
        return new View(
                symbol,
                symbol,
                UdfSymbols.PREFIX + symbol,
                symbols.description(symbol),
                UdfSymbols.TYPE,
                "24x7",
                "Etc/UTC",
                UdfSymbols.EXCHANGE,
                UdfSymbols.EXCHANGE,
                "price",
                1,
                priceScale(digits),
                resolutions.stream().anyMatch(each -> !each.endsWith("D")),
                !seconds.isEmpty(),
                resolutions.contains("1D"),
                false,
                resolutions.stream().filter(each -> each.matches("[0-9]+")).toList(),
                seconds.stream()
                        .map(each -> each.substring(0, each.length() - 1))
                        .toList(),
                resolutions,
                PriceDigits.ofVolumes(volumes.stream().mapToDouble(Bar::volume).toArray()),
                "streaming");
    }

    /** Decimals as UDF wants them: 100 for cents. */
    static long priceScale(int digits) {
        return Math.round(Math.pow(10, digits));
    }
}
