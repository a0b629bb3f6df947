package dev.ticktide.notify.mail;

import static dev.ticktide.notify.SignalText.CLOSING;
import static dev.ticktide.notify.SignalText.facts;
import static dev.ticktide.notify.SignalText.mark;
import static dev.ticktide.notify.SignalText.operands;
import static dev.ticktide.notify.SignalText.price;

import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.notify.Lines;
import dev.ticktide.notify.SignalText;

/** A signal as the HTML part of a mail. Whatever comes from outside is on one line and escaped. Pure, thread-safe. */
public final class MailRenderer {

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

    private static final String GREEN = "#16a34a";
    private static final String RED = "#dc2626";

    private final SignalText texts;

    /** @param texts of the plain part, some of which the page repeats */
    public MailRenderer(SignalText texts) {
        this.texts = texts;
    }

    /** A page that needs nothing from elsewhere. */
    public String html(Signal signal) {
        StringBuilder rows = new StringBuilder(400);
        facts(signal).forEach((name, value) -> rows.append("<tr><td style=\"color:#808080;padding:0 16px 0 0\">")
                .append(escape(name))
                .append("</td><td>")
                .append(escape(value))
                .append("</td></tr>\n"));
        StringBuilder why = new StringBuilder(800);
        rule(signal.explain(), why);
        return PAGE.formatted(
                escape(texts.subject(signal)),
                signal.side().sign() > 0 ? GREEN : RED,
                signal.side(),
                escape(Lines.single(signal.symbol())),
                price(signal),
                rows,
                why,
                escape(texts.link(signal)),
                CLOSING);
    }

    private static void rule(Explanation rule, StringBuilder out) {
        out.append("<li style=\"margin:2px 0\"><span style=\"color:")
                .append(rule.satisfied() ? GREEN : RED)
                .append("\">")
                .append(mark(rule))
                .append("</span> ")
                .append(escape(Lines.single(rule.rule())));
        if (!rule.operands().isEmpty()) {
            out.append(" <span style=\"color:#808080\">")
                    .append(escape(operands(rule.operands())))
                    .append("</span>");
        }
        if (!rule.children().isEmpty()) {
            out.append("\n<ul style=\"list-style:none;margin:0;padding:0 0 0 20px\">\n");
            rule.children().forEach(child -> rule(child, out));
            out.append("</ul>");
        }
        out.append("</li>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
