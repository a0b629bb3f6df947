package dev.ticktide.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.notify.Lines;
import dev.ticktide.notify.Samples;
import dev.ticktide.notify.SignalText;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a symbol is called, and whatever somebody tries to call one: a mail of it is one mail that says so. */
class MailOfAnySymbolTest {

    private static final String BETWEEN = "._:-/^=&$#";
    private static final String[] HOSTILE = {
        "\r\n", "\n", "\r", "\u0000", "\u0085", "\u2028", "Bcc: x@y.z", "\r\n.\r\n", "<script>", "<b>", "</td>", "\"",
                "'", "&lt;", "&", "%s",
        "%0D%0A", "$1", "\\", "=?utf-8?Q?x?=", "=cmd|' /C calc'!A0", "@x", "+1", "-1", " ", "\t", "#x", "/../",
                "?signal=", "&symbol=", "ü", "🂡"
    };

    private final SignalText texts = new SignalText(Samples.DASHBOARD);
    private final MailRenderer renderer = new MailRenderer(texts);

    @Property(tries = 500)
    void aSymbolStandsInAllFormsAsItIs(@ForAll("symbols") String symbol) {
        assertTrue(Symbols.isValid(symbol), symbol);
        Signal signal = Samples.signal(symbol, Side.BUY);
        assertEquals("BUY " + symbol + " 151.20 (rsi-reversal, 5m)", texts.subject(signal));
        assertTrue(texts.text(signal).startsWith("BUY " + symbol + " at 151.20\n\n"), texts.text(signal));
        assertIsOneMail(signal);
    }

    @Property(tries = 500)
    void nothingThatIsNoSymbolBreaksAMail(@ForAll("hostile") String text) {
        assertIsOneMail(Samples.signal(text, Side.SELL));
    }

    /** As many lines, parts and addresses as a mail of AAPL. */
    private void assertIsOneMail(Signal signal) {
        Signal plain = Samples.signal("AAPL", signal.side());
        String subject = texts.subject(signal);
        assertTrue(subject.chars().noneMatch(MailOfAnySymbolTest::breaksALine), subject);
        assertTrue(subject.length() <= 150, subject);
        assertEquals(lines(texts.text(plain)), lines(texts.text(signal)));
        String html = renderer.html(signal);
        assertEquals(count(renderer.html(plain), '<'), count(html, '<'), html);
        assertEquals(count(renderer.html(plain), '"'), count(html, '"'), html);
        URI link = URI.create(texts.link(signal));
        assertEquals(signal.symbol(), parameter(link, "symbol"));
        assertEquals(signal.id(), parameter(link, "signal"));
        assertEquals("ticktide.example.org", link.getHost());
        Notification row = Samples.mail(signal, "student@example.org");
        assertEquals(subject, texts.of(row).subject());
        assertFalse(row.id().isEmpty());
        assertTrue(Lines.single(row.id()).matches("[0-9A-Za-z._-]+"), row.id());
    }

    private static boolean breaksALine(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static long lines(String text) {
        return text.chars()
                .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028)
                .count();
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private static String parameter(URI link, String name) {
        return Arrays.stream(link.getRawQuery().split("&"))
                .map(part -> part.split("=", 2))
                .filter(part -> part[0].equals(name))
                .map(part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    @Provide
    Arbitrary<String> symbols() {
        Arbitrary<Character> first =
                Arbitraries.chars().range('A', 'Z').range('0', '9').with('^', '$');
        Arbitrary<String> rest = Arbitraries.strings()
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars(BETWEEN)
                .ofMaxLength(31);
        return Combinators.combine(first, rest).as((head, tail) -> head + tail);
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(HOSTILE).list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("", parts));
    }
}
