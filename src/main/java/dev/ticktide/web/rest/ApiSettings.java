package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.Timeframe;
import java.util.List;

/**
 * What the REST interface answers from besides the data.
 *
 * @param indicators computed of every stock
 * @param configuration the whole configuration with secrets masked, for {@code /config}
 * @param strategies for {@code /strategies}
 * @param hasAdminPort whether configuration and cluster are served there, and not here
 */
public record ApiSettings(
        List<Timeframe> timeframes,
        List<IndicatorName> indicators,
        JsonNode configuration,
        JsonNode strategies,
        boolean hasAdminPort) {}
