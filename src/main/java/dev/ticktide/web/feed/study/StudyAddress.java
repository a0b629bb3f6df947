package dev.ticktide.web.feed.study;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.feed.Feed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an address such as {@code dashboard.study.5m.sma-20.AAPL} names. */
record StudyAddress(String symbol, Timeframe timeframe, IndicatorName name) {

    private static final Pattern FORM =
            Pattern.compile(Pattern.quote(Feed.STUDY_PREFIX) + "([a-z0-9]+)\\.([a-z]+)-([0-9_-]+)\\.(.+)");

    /** {@code null} if it names nothing. */
    static @Nullable StudyAddress parse(String address) {
        Matcher form = FORM.matcher(address);
        if (!form.matches() || !Symbols.isValid(form.group(4))) {
            return null;
        }
        try {
            Timeframe timeframe = Timeframe.parse(form.group(1));
            String inside = form.group(3).replace('-', ',').replace('_', '.');
            return new StudyAddress(form.group(4), timeframe, IndicatorName.parse(form.group(2) + "(" + inside + ")"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
