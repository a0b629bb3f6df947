package dev.ticktide.web.udf;

import dev.ticktide.market.symbol.Timeframe;
import io.vertx.core.MultiMap;
import java.util.List;

/** The parameters of one request. Unknown ones are ignored, as clients of this protocol send some. */
final class UdfQuery {

    static final long MICROS = 1_000_000;
    private static final double MAX_SECONDS = 9e12;

    private final MultiMap parameters;

    UdfQuery(MultiMap parameters) {
        this.parameters = parameters;
    }

    String required(String name) {
        String text = parameters.get(name);
        if (text == null || text.isEmpty()) {
            throw new UdfException("parameter " + name + " is required");
        }
        return text;
    }

    String text(String name) {
        String text = parameters.get(name);
        return text == null ? "" : text;
    }

    int whole(String name, int standard) {
        String text = text(name);
        if (text.isEmpty()) {
            return standard;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new UdfException(name + " must be a whole number");
        }
        return Integer.parseInt(text);
    }

    /** UTC seconds as microseconds. */
    long seconds(String name, long standard) {
        String text = text(name);
        if (text.isEmpty()) {
            return standard;
        }
        double seconds = text.matches("-?[0-9]{1,13}(\\.[0-9]{1,6})?") ? Double.parseDouble(text) : Double.NaN;
        if (!(Math.abs(seconds) < MAX_SECONDS)) {
            throw new UdfException(name + " must be UTC seconds");
        }
        return Math.round(seconds * MICROS);
    }

    Timeframe resolution(List<Timeframe> timeframes) {
        return UdfResolution.find(required("resolution"), timeframes)
                .orElseThrow(() -> new UdfException("there are no bars of this resolution, only of "
                        + String.join(", ", UdfResolution.names(timeframes))));
    }
}
