package dev.ticktide.web.udf;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.ticktide.market.symbol.Timeframe;
import io.vertx.core.Future;
import java.util.List;

/** What this data feed can do. */
final class UdfConfig extends UdfCall {

    private static final List<Exchange> EXCHANGES = List.of(
            new Exchange("", "All", ""),
            new Exchange(UdfSymbols.EXCHANGE, "Ticktide", "Simulated market data of this Ticktide"));
    private static final List<Kind> TYPES = List.of(new Kind("All types", ""), new Kind("Stock", UdfSymbols.TYPE));

    private final View view;

    UdfConfig(List<Timeframe> timeframes) {
        super("/config");
        view = new View(true, false, true, true, true, EXCHANGES, TYPES, UdfResolution.names(timeframes));
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record View(
            boolean supportsSearch,
            boolean supportsGroupRequest,
            boolean supportsMarks,
            boolean supportsTimescaleMarks,
            boolean supportsTime,
            List<Exchange> exchanges,
            List<Kind> symbolsTypes,
            List<String> supportedResolutions) {}

    private record Exchange(String value, String name, String desc) {}

    private record Kind(String name, String value) {}

    @Override
    Future<?> answer(UdfQuery query) {
        return Future.succeededFuture(view);
    }
}
