package dev.ticktide.notify;

import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.numeric.PriceDigits;
import dev.ticktide.reference.Companies;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The text of a message about a signal: what to do with which stock, the rules that asked for it with the numbers they
 * saw, and a link to the chart. Whatever comes from outside is free of control characters. Pure, thread-safe.
 */
public final class SignalText {

    /** The last line of every message. */
    public static final String CLOSING =
            "Sent by Ticktide because this signal matches your subscription. A rule fired; this is not advice.";

    private static final int MAX_SUBJECT = 150;
    private static final List<String> PRICES = List.of("open", "close");
    private static final int LABEL_WIDTH = 12;
    private static final int DATE_LENGTH = 10;
    private static final long DAY = 86_400_000_000L;
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String dashboardUrl;

    /**
     * @param dashboardUrl the address at which users reach the dashboard; slashes at its end do not count
     * @throws IllegalArgumentException if it is not an http or https address with a host
     */
    public SignalText(String dashboardUrl) {
        this.dashboardUrl = requireHttp(dashboardUrl).replaceAll("/+$", "");
    }

    /** The text of a message: the one stored with it by an older version, or that of its signal. */
    public Notification.Text of(Notification row) {
        Notification.Text stored = row.text();
        return stored == null ? new Notification.Text(subject(row.signal()), text(row.signal())) : stored;
    }

    /** One line of at most 150 UTF-16 units, such as {@code BUY AAPL 151.20 (rsi-reversal, 5m)}. */
    public String subject(Signal signal) {
        String subject = signal.side() + " " + signal.symbol() + " " + price(signal) + " (" + signal.strategy() + ", "
                + signal.timeframe().name() + ")";
        return Lines.single(subject, MAX_SUBJECT);
    }

    /** The message as plain text; lines end in {@code \n}. */
    public String text(Signal signal) {
        StringBuilder out = new StringBuilder(600);
        out.append(signal.side()).append(' ').append(Lines.single(signal.symbol()));
        out.append(" at ").append(price(signal)).append("\n\n");
        facts(signal).forEach((name, value) -> out.append(name)
                .append(':')
                .append(" ".repeat(LABEL_WIDTH - 1 - name.length()))
                .append(value)
                .append('\n'));
        out.append("\nWhy:\n");
        rule(signal.explain(), 1, out);
        out.append("\nChart: ")
                .append(link(signal))
                .append("\n\n")
                .append(CLOSING)
                .append('\n');
        return out.toString();
    }

    /** Where the dashboard shows the signal in its chart. */
    public String link(Signal signal) {
        return dashboardUrl + "/?symbol=" + encode(signal.symbol()) + "&timeframe="
                + encode(signal.timeframe().name()) + "&signal=" + encode(signal.id());
    }

    /**
     * The facts about a signal besides symbol, side and price: values by their names, in the order in which they are
     * shown.
     */
    public static Map<String, String> facts(Signal signal) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Strategy", Lines.single(signal.strategy()) + " (version " + signal.version() + ")");
        facts.put("Bar", bar(signal));
        facts.put("Raised", time(signal.generatedAt()));
        facts.put("Strength", Math.round(signal.strength() * 100) + " %");
        return facts;
    }

    /** The sign before a rule: whether it was satisfied. */
    public static char mark(Explanation rule) {
        return rule.satisfied() ? '✓' : '✗';
    }

    /** The numbers that a rule saw, such as {@code rsi(14) = 31.25}. */
    public static String operands(SortedMap<String, Double> operands) {
        return operands.entrySet().stream()
                .map(operand -> Lines.single(operand.getKey()) + " = " + number(operand.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** With the decimals that the page shows, as far as they follow from the bar. */
    public static String price(Signal signal) {
        Map<String, Double> inputs = signal.inputs();
        double[] prices = DoubleStream.concat(
                        DoubleStream.of(signal.price()),
                        PRICES.stream()
                                .map(inputs::get)
                                .filter(Objects::nonNull)
                                .mapToDouble(Double::doubleValue))
                .toArray();
        return PriceDigits.text(signal.price(), Companies.standard().digits(signal.symbol(), prices));
    }

    private static void rule(Explanation rule, int depth, StringBuilder out) {
        out.append("  ".repeat(depth)).append(mark(rule)).append(' ').append(Lines.single(rule.rule()));
        if (!rule.operands().isEmpty()) {
            out.append("  [").append(operands(rule.operands())).append(']');
        }
        out.append('\n');
        rule.children().forEach(child -> rule(child, depth + 1, out));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? PriceDigits.quantity(value) : "not ready yet";
    }

    /** A bar of a day or more has a date, the same in every zone. */
    private static String bar(Signal signal) {
        String time = time(signal.barTime());
        boolean isDay = signal.timeframe().micros() >= DAY;
        return signal.timeframe().name() + (isDay ? " of " + time.substring(0, DATE_LENGTH) : " from " + time);
    }

    private static String time(long micros) {
        return UTC.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String requireHttp(String url) {
        URI uri = URI.create(url);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "dashboard address must be like https://ticktide.example.org, was \"" + url + "\"");
        }
        return url;
    }
}
