package dev.ticktide.web.answer;

import dev.ticktide.formula.IndicatorName;
import dev.ticktide.http.ProblemException;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.store.Store;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query parameters of one request, strictly read: an unknown, repeated or ill-formed one is an error that names it. */
public final class Query {

    static final int MAX_LIMIT = 10_000;

    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MAX_MILLIS = 9e15;
    private static final String TIMEFRAMES = "must be raw or a number with s, m, h or d that divides a day, such as 5m";
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,9})?([eE]\\+?[0-9]{1,2})?");
    /** Ten digits are a day of this century in seconds, and one of the first months of 1970 in milliseconds. */
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{9}");

    private static final Pattern CURSOR = Pattern.compile("(-?[0-9]{1,19})/([0-9a-f]{1,64})");

    private final MultiMap parameters;

    public Query(MultiMap parameters, Set<String> known) {
        this.parameters = parameters;
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw new ProblemException(
                        400, "unknown_parameter", "known parameters are " + String.join(", ", sorted(known)));
            }
            if (parameters.getAll(name).size() > 1) {
                throw new ProblemException(400, "unknown_parameter", "parameter " + name + " is given more than once");
            }
        }
    }

    public String symbol() {
        String symbol = optionalSymbol();
        if (symbol == null) {
            throw new ProblemException(422, "missing_parameter", "parameter symbol is required");
        }
        return symbol;
    }

    /** A list with commas between, each symbol once. */
    public List<String> symbols(int most) {
        String text = text("symbols");
        if (text == null) {
            throw new ProblemException(422, "missing_parameter", "parameter symbols is required");
        }
        Set<String> symbols = new LinkedHashSet<>();
        for (String symbol : text.split(",", -1)) {
            symbols.add(symbol(symbol));
        }
        if (symbols.size() > most) {
            throw new ProblemException(422, "too_many_symbols", "at most " + most + " symbols at once");
        }
        return List.copyOf(symbols);
    }

    @Nullable
    public String optionalSymbol() {
        String text = text("symbol");
        return text == null ? null : symbol(text);
    }

    public static String symbol(String text) {
        String symbol = Symbols.canonical(text);
        if (!Symbols.isValid(symbol)) {
            throw new ProblemException(422, "invalid_symbol", "a symbol is " + Symbols.FORM);
        }
        return symbol;
    }

    public Timeframe timeframe(Timeframe standard) {
        String text = text("timeframe");
        return text == null
                ? standard
                : parse("invalid_timeframe", "timeframe", TIMEFRAMES, () -> Timeframe.parse(text));
    }

    @Nullable
    public Timeframe optionalTimeframe() {
        String text = text("timeframe");
        return text == null ? null : parse("invalid_timeframe", "timeframe", TIMEFRAMES, () -> Timeframe.parse(text));
    }

    /** The indicators named, by themselves or by one of their outputs; else {@code standard}. */
    public List<IndicatorName> indicators(List<IndicatorName> standard) {
        String text = text("names");
        if (text == null) {
            return standard;
        }
        return IndicatorList.read(text);
    }

    @Nullable
    public Side side() {
        String text = text("side");
        return text == null
                ? null
                : parse(
                        "invalid_side",
                        "side",
                        "must be one of " + choices(Side.values()),
                        () -> Side.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    @Nullable
    public MetadataType metadataType() {
        String text = text("type");
        return text == null
                ? null
                : parse(
                        "invalid_type",
                        "type",
                        "must be one of " + choices(MetadataType.values()),
                        () -> MetadataType.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    public int limit(int standard) {
        String text = text("limit");
        if (text == null) {
            return standard;
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new ProblemException(422, "limit_out_of_range", "limit must be 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    public Store.Range range(int standardLimit) {
        long from = time("from", Long.MIN_VALUE);
        long to = time("to", Long.MAX_VALUE);
        if (from > to) {
            throw new ProblemException(422, "invalid_range", "from must not be later than to");
        }
        return new Store.Range(from, to, limit(standardLimit));
    }

    public long requiredTime(String name) {
        if (text(name) == null) {
            throw new ProblemException(422, "missing_parameter", "parameter " + name + " is required");
        }
        return time(name, 0);
    }

    /** A time in epoch milliseconds, given back in microseconds. */
    public long time(String name, long standard) {
        String text = text(name);
        if (text == null) {
            return standard;
        }
        // Java's own reader would also take " 1", "1d" and "0x1p3".
        double millis = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!(Math.abs(millis) < MAX_MILLIS)) {
            throw new ProblemException(422, "invalid_time", name + " must be epoch milliseconds");
        }
        if (SECONDS.matcher(text).matches()) {
            throw new ProblemException(
                    422,
                    "invalid_time",
                    name + " looks like epoch seconds, and times here are epoch milliseconds: " + text + "000; for a"
                            + " time of early 1970 write " + text + ".0");
        }
        return Math.round(millis * MICROS_PER_MILLI);
    }

    public Store.@Nullable PageKey cursor() {
        String text = text("cursor");
        if (text == null) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            Matcher matcher = CURSOR.matcher(plain);
            if (matcher.matches()) {
                return new Store.PageKey(Long.parseLong(matcher.group(1)), matcher.group(2));
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one answer for every kind of damage.
        }
        throw new ProblemException(400, "bad_cursor", "cursor must be one from an earlier answer");
    }

    public static String cursor(Store.PageKey key) {
        byte[] plain = (key.time() + "/" + key.id()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    @Nullable
    public String text(String name) {
        return parameters.get(name);
    }

    static <T> T parse(String code, String name, String cure, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, code, "parameter " + name + " " + cure);
        }
    }

    private static String choices(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
