package dev.ticktide.notify.mail;

import static dev.ticktide.notify.Samples.BAR;
import static dev.ticktide.notify.Samples.DASHBOARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.notify.Samples;
import dev.ticktide.notify.SignalText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MailRendererTest {

    private final SignalText texts = new SignalText(DASHBOARD + "/");
    private final MailRenderer renderer = new MailRenderer(texts);

    @Test
    void theTextSaysWhatAndWhyAndWhere() {
        Signal signal = Samples.signal("AAPL", Side.BUY);
        assertEquals("""
                BUY AAPL at 151.20

                Strategy:   rsi-reversal (version 2)
                Bar:        5m from 2026-01-02 10:00:00 UTC
                Raised:     2026-01-02 10:05:01 UTC
                Strength:   72 %%

                Why:
                  ✓ any of
                    ✓ rsi(14) crosses above 30  [rsi(14) = 31.25]
                    ✗ volume > sma(volume, 20) & <b>more</b>  [volume = not ready yet]

                Chart: https://ticktide.example.org/app/?symbol=AAPL&timeframe=5m&signal=%s

                Sent by Ticktide because this signal matches your subscription. A rule fired; this is not advice.
                """.formatted(signal.id()), texts.text(signal));
    }

    @Test
    void thePageSaysTheSameAndLoadsNothing() {
        Signal signal = Samples.signal("AAPL", Side.SELL);
        String html = renderer.html(signal);
        assertTrue(html.contains("<title>SELL AAPL 151.20 (rsi-reversal, 5m)</title>"), html);
        assertTrue(html.contains("volume &gt; sma(volume, 20) &amp; &lt;b&gt;more&lt;/b&gt;"), html);
        assertTrue(html.contains("?symbol=AAPL&amp;timeframe=5m&amp;signal=" + signal.id() + "\""), html);
        assertTrue(html.contains("rsi(14) = 31.25"), html);
        assertFalse(html.contains("<img") || html.contains("src=") || html.contains("url("), html);
    }

    @Test
    void foreignTextStaysText() {
        Signal evil = Samples.signal("A\r\nBcc: x@y.z", Side.BUY, "<script>&\"'\u2028\u0000\t", BAR);
        assertEquals("BUY A Bcc: x@y.z 151.20 (<script>&\"' , 5m)", texts.subject(evil));
        assertFalse(texts.text(evil).contains("\nBcc"));
        assertFalse(renderer.html(evil).contains("<script>"));
        assertTrue(texts.link(evil).contains("?symbol=A%0D%0ABcc%3A+x%40y.z&"));
    }

    @Test
    void theSubjectHasALimit() {
        String subject = texts.subject(Samples.signal("AAPL", Side.BUY, "s".repeat(500), BAR));
        assertEquals(150, subject.length());
        assertTrue(subject.endsWith("…"));
    }

    @Test
    void pricesAreWrittenAsTheirSymbolsAre() {
        assertEquals("0.00000001234", priceOf(1.234e-8, 1.2359871234567e-8).substring(0, 13));
        assertEquals("1.0716", priceOf(1.0716, 1.07));
        assertEquals("1.0700", priceOf(1.07, 1.0716));
        assertEquals("0.00125812", priceOf(0.00125812, 0.00125812));
        assertEquals("506419.21", priceOf(506419.207184, 506419.207184));
    }

    private String priceOf(double price, double open) {
        TreeMap<String, Double> inputs = new TreeMap<>(Map.of("open", open, "volume", 0.123456));
        Signal plain = Samples.signal("SHIB-USD", Side.BUY);
        TreeMap<String, Double> operands = new TreeMap<>(Map.of("ema(12)", price, "sma(26)", price * 1.00001));
        Signal signal = new Signal(
                plain.id(),
                plain.partition(),
                plain.seq(),
                plain.symbol(),
                plain.timeframe(),
                plain.strategy(),
                plain.version(),
                plain.side(),
                plain.barTime(),
                plain.generatedAt(),
                price,
                plain.strength(),
                new Explanation("ema(12) crosses up through sma(26)", true, operands, List.of()),
                inputs);
        assertFalse(texts.text(signal).contains("= 0.00,"), texts.text(signal));
        return texts.subject(signal).split(" ")[2];
    }

    @Test
    void theDashboardMustBeAWebAddress() {
        assertThrows(IllegalArgumentException.class, () -> new SignalText("javascript:alert(1)"));
        assertThrows(IllegalArgumentException.class, () -> new SignalText("ticktide.example.org"));
    }
}
