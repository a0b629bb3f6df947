package dev.ticktide.notify;

import dev.ticktide.market.Explanation;
import dev.ticktide.market.PriceDigits;
import dev.ticktide.market.Signal;
import dev.ticktide.reference.Companies;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Puts a signal into words: what to do with which stock, the rules that asked for it with the numbers they saw, and a link
 * to the chart. Whatever comes from outside is free of control characters in all three forms and escaped in HTML. Pure,
 * thread-safe.
 */
public final class MailRenderer {

    private static final int MAX_SUBJECT = 150;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");
    private static final List<String> PRICES = List.of("open", "close");
    private static final int LABEL_WIDTH = 12;
    private static final int DATE_LENGTH = 10;
    private static final long DAY = 86_400_000_000L;
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    // Mid-tone colours and no background of our own, so that light and dark mail readers both show readable text.
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark"><title>%1$s</title></head>
            <body style="font:15px/1.5 system-ui,sans-serif;max-width:38em;margin:0 auto;padding:16px">
            <h1 style="font-size:20px;margin:0 0 8px"><span style="color:%2$s">%3$s</span> %4$s at %5$s</h1>
            <table style="border-collapse:collapse;margin:0 0 12px">%6$s</table>
            <h2 style="font-size:16px;margin:0 0 4px">Why</h2>
            <ul style="list-style:none;margin:0 0 16px;padding:0">
            %7$s</ul>
            <p><a href="%8$s" style="color:#3b82f6">Open the chart</a></p>
            <p style="font-size:12px;color:#808080">%9$s</p>
            </body></html>
            """;

    private static final String CLOSING =
            "Sent by Ticktide because this signal matches your subscription. A rule fired; this is not advice.";
    private static final String GREEN = "#16a34a";
    private static final String RED = "#dc2626";

    private final String dashboardUrl;

    /** Fails if {@code dashboardUrl} is not an http or https address. */
    public MailRenderer(String dashboardUrl) {
        this.dashboardUrl = requireHttp(dashboardUrl).replaceAll("/+$", "");
    }

    /** Such as {@code BUY AAPL 151.20 (rsi-reversal, 5m)}. */
    public String subject(Signal signal) {
        String subject = signal.side() + " " + signal.symbol() + " " + price(signal) + " (" + signal.strategy() + ", "
                + signal.timeframe().name() + ")";
        return singleLine(subject, MAX_SUBJECT);
    }

    /** The plain body; lines end in {@code \n}. */
    public String text(Signal signal) {
        StringBuilder out = new StringBuilder(600);
        out.append(signal.side()).append(' ').append(singleLine(signal.symbol()));
        out.append(" at ").append(price(signal)).append("\n\n");
        facts(signal, (name, value) -> out.append(name)
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

    /** The same as a page that needs nothing from elsewhere. */
    public String html(Signal signal) {
        StringBuilder rows = new StringBuilder(400);
        facts(signal, (name, value) -> rows.append("<tr><td style=\"color:#808080;padding:0 16px 0 0\">")
                .append(escape(name))
                .append("</td><td>")
                .append(escape(value))
                .append("</td></tr>\n"));
        StringBuilder why = new StringBuilder(800);
        htmlRule(signal.explain(), why);
        return PAGE.formatted(
                escape(subject(signal)),
                signal.side().sign() > 0 ? GREEN : RED,
                signal.side(),
                escape(singleLine(signal.symbol())),
                price(signal),
                rows,
                why,
                escape(link(signal)),
                CLOSING);
    }

    /** Where the dashboard shows the signal in its chart. */
    public String link(Signal signal) {
        return dashboardUrl + "/?symbol=" + encode(signal.symbol()) + "&timeframe="
                + encode(signal.timeframe().name()) + "&signal=" + encode(signal.id());
    }

    /** {@code text} as one line: control characters and line separators become a space. */
    static String singleLine(String text) {
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }

    static String singleLine(String text, int maxLength) {
        String line = singleLine(text);
        if (line.length() <= maxLength) {
            return line;
        }
        int end = maxLength - 1;
        // Half of a character is none.
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private interface Fact {
        void accept(String name, String value);
    }

    private static void facts(Signal signal, Fact out) {
        out.accept("Strategy", singleLine(signal.strategy()) + " (version " + signal.version() + ")");
        out.accept("Bar", bar(signal));
        out.accept("Raised", time(signal.generatedAt()));
        out.accept("Strength", Math.round(signal.strength() * 100) + " %");
    }

    private static void rule(Explanation rule, int depth, StringBuilder out) {
        out.append("  ".repeat(depth)).append(mark(rule)).append(' ').append(singleLine(rule.rule()));
        if (!rule.operands().isEmpty()) {
            out.append("  [").append(operands(rule.operands())).append(']');
        }
        out.append('\n');
        rule.children().forEach(child -> rule(child, depth + 1, out));
    }

    private static void htmlRule(Explanation rule, StringBuilder out) {
        out.append("<li style=\"margin:2px 0\"><span style=\"color:")
                .append(rule.satisfied() ? GREEN : RED)
                .append("\">")
                .append(mark(rule))
                .append("</span> ")
                .append(escape(singleLine(rule.rule())));
        if (!rule.operands().isEmpty()) {
            out.append(" <span style=\"color:#808080\">")
                    .append(escape(operands(rule.operands())))
                    .append("</span>");
        }
        if (!rule.children().isEmpty()) {
            out.append("\n<ul style=\"list-style:none;margin:0;padding:0 0 0 20px\">\n");
            rule.children().forEach(child -> htmlRule(child, out));
            out.append("</ul>");
        }
        out.append("</li>\n");
    }

    private static char mark(Explanation rule) {
        return rule.satisfied() ? '✓' : '✗';
    }

    private static String operands(SortedMap<String, Double> operands) {
        return operands.entrySet().stream()
                .map(operand -> singleLine(operand.getKey()) + " = " + number(operand.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return "not ready yet";
        }
        return PriceDigits.quantity(value);
    }

    /** With the decimals that the page shows, as far as they follow from the bar. */
    private static String price(Signal signal) {
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

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
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
