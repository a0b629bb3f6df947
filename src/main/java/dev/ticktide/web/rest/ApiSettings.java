package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Timeframe;
import java.util.List;
import java.util.function.Function;

/**
 * What the REST interface answers from besides the data.
 *
 * @param indicators computed of every stock
 * @param configuration the whole configuration with secrets masked, for {@code /config}
 * @param strategies for {@code /strategies}
 * @param texts the words of a notification
 * @param hasAdminPort whether configuration and cluster are served there, and not here
 */
public record ApiSettings(
        List<Timeframe> timeframes,
        List<IndicatorName> indicators,
        JsonNode configuration,
        JsonNode strategies,
        Function<Notification, Notification.Text> texts,
        boolean hasAdminPort) {}
