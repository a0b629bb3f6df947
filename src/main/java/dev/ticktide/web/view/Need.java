package dev.ticktide.web.view;

import dev.ticktide.formula.IndicatorName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far something that is warming up has come.
 *
 * @param need closed bars until the first value
 * @param have closed bars so far
 */
public record Need(long need, long have) {

    /** By name, of the indicators that have no value yet with so many closed bars. */
    public static Map<String, Need> warmup(Iterable<IndicatorName> names, long bars) {
        Map<String, Need> all = new LinkedHashMap<>();
        for (IndicatorName name : names) {
            if (bars < name.warmUp()) {
                all.put(name.toString(), new Need(name.warmUp(), bars));
            }
        }
        return all;
    }
}
