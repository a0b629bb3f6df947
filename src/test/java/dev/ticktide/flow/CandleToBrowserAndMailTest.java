package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Candles;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: from a POST to the chart, the signal, its explanation, the inbox and the mail; with a crash in between. */
class CandleToBrowserAndMailTest {

    private static final String SYMBOL = "AAPL";
    private static final String READER = "ada@example.org";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int UP_AND_DOWN = 60;
    private static final String FILLS_THE_PAGE = """
            (() => {
              const top = document.querySelector('footer').getBoundingClientRect().top;
              const panels = [...document.querySelectorAll('main .panel')].filter((panel) => panel.offsetHeight);
              return top - Math.max(...panels.map((panel) => panel.getBoundingClientRect().bottom)) <= 1;
            })()""";
    private static final Pattern LINK = Pattern.compile("Chart: (http://\\S+)");

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Ports ports = Ports.free();
    private final Candles candles = new Candles(SYMBOL, Instant.now().getEpochSecond() - 600, 190);
    private TicktideProcess server;

    @BeforeEach
    void start() throws IOException {
        mail.start();
        Files.writeString(folder.resolve("mine.yaml"), """
                signals:
                  strategies:
                    - name: rsi-reversal
                      timeframes: [raw]
                notifications:
                  subscriptions:
                    - recipient: %s
                      symbols: [%s]
                      sides: [buy]
                      timeframes: [raw]
                """.formatted(READER, SYMBOL));
        server = startServer();
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    @Test
    void aCandlePostedOverHttpMovesTheChartRaisesAnExplainedSignalAndSendsAMailAndAKillLosesNothing() throws Exception {
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl());
        awaitPage("an invitation on the empty page", () -> text(page, "tt-chart"), text -> text.contains("/ingest"));
        page.evaluate("window.neverReloaded = true");

        page.getByTestId("timeframe-raw").click();
        post(candles.next(upAndDown()));
        awaitChart(page, "the first candles");
        awaitConnection(page, "● live");

        for (int i = 0; i < 3; i++) {
            post(candles.next(0.07));
            awaitChart(page, "a candle posted while the page is open");
        }
        assertEquals(0, rows(page).count(), "no signal in a market that goes nowhere");

        JsonNode signal = fallAndTurn();
        awaitChart(page, "the candle that raised the signal");
        assertRowAppears(page, signal);
        assertExplains(page, signal);
        awaitPage(
                "the mail's and the inbox's entry",
                () -> texts(page, "inbox-row"),
                entries -> entries.size() == 2
                        && entries.stream().anyMatch(entry -> entry.contains("email") && entry.contains("✓ sent"))
                        && entries.stream().anyMatch(entry -> entry.contains("inbox")));
        String link = assertMailed(signal);
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests before the crash");

        server.kill9();
        awaitPage("the loss being shown", () -> connection(page), text -> text.startsWith("○ reconnecting"));
        server = startServer();
        awaitConnection(page, "● live");
        post(candles.next(0.31));
        awaitChart(page, "a candle after the restart");
        assertEquals(signal.path("id").asText(), rows(page).first().getAttribute("data-id"), "the earlier signal");
        ObjectNode kept =
                (ObjectNode) server.get("/api/v1/signals/" + signal.path("id").asText());
        assertEquals(1, kept.remove("outcome").path("bars").asInt(), "bars since then");
        assertEquals(signal, kept, "unchanged by the crash");
        assertEquals(1, mail.getReceivedMessages().length, "and mailed once");
        assertEquals(true, page.evaluate("window.neverReloaded"), "the page came back by itself");
        // While nobody listens, Chromium itself reports each refused connection; nothing else may be wrong.
        List<String> trouble = browser.takeTrouble().stream()
                .filter(line -> !line.contains("/eventbus/") && !line.contains("net::ERR_CONNECTION_REFUSED"))
                .toList();
        assertEquals(List.of(), trouble, "errors and foreign requests during the crash");

        assertLinkOpens(link, signal);
        takeScreenshots(link);
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests at the end");
    }

    private TicktideProcess startServer() {
        return ticktide.start(
                folder,
                "start",
                ports,
                "-c",
                folder.resolve("mine.yaml").toString(),
                "--set",
                "notifications.smtp.smarthost=127.0.0.1:" + mail.getSmtp().getPort(),
                "--set",
                "notifications.smtp.from=Ticktide <alerts@example.org>");
    }

    /** A market that goes nowhere: RSI 50, no crossing worth a signal. */
    private static double[] upAndDown() {
        double[] changes = new double[UP_AND_DOWN];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = i % 2 == 0 ? 0.11 : -0.11;
        }
        return changes;
    }

    /** Ten falls take the RSI below 30; a strong rise brings it back above. */
    private JsonNode fallAndTurn() {
        double[] falls = new double[10];
        Arrays.fill(falls, -0.4);
        post(candles.next(falls));
        assertEquals(0, buys().size(), "no buy while it only falls");
        post(candles.next(2.4));
        JsonNode signals = Await.until("a buy signal", LIMIT, this::buys, list -> list.size() == 1);
        JsonNode signal = signals.path(0);
        assertEquals("rsi-reversal", signal.path("strategy").asText());
        assertEquals(candles.close(), signal.path("price").asDouble(), "the signal's price");
        assertEquals(candles.second() * 1000.0, signal.path("barTime").asDouble(), "the signal's bar");
        return signal;
    }

    private JsonNode buys() {
        return server.get("/api/v1/signals?symbol=" + SYMBOL + "&side=buy&strategy=rsi-reversal");
    }

    private void post(String json) {
        HttpResponse<String> answer = server.post(json);
        assertEquals(200, answer.statusCode(), answer::body);
    }

    private void awaitChart(Page page, String what) {
        Locator chart = page.getByTestId("chart");
        awaitPage("the chart", () -> chart.getAttribute("data-timeframe"), "raw"::equals);
        awaitPage(
                what + " on the chart, closing at " + candles.close(),
                () -> chart.getAttribute("data-last-close"),
                close -> !close.isEmpty() && Double.parseDouble(close) == candles.close());
        assertEquals(SYMBOL, chart.getAttribute("data-symbol"));
        assertEquals(String.valueOf(candles.second() * 1000), chart.getAttribute("data-last-time"));
    }

    private static void awaitConnection(Page page, String wanted) {
        awaitPage("the connection to be " + wanted, () -> connection(page), wanted::equals);
    }

    private static String connection(Page page) {
        return page.getByTestId("status-connection").innerText().strip();
    }

    private static Locator rows(Page page) {
        return page.locator("[data-testid=signal-row].buy");
    }

    private static void assertRowAppears(Page page, JsonNode signal) {
        String id = signal.path("id").asText();
        awaitPage("the signal in the list", () -> rows(page).count(), count -> count == 1);
        assertEquals(id, rows(page).first().getAttribute("data-id"));
        String row = rows(page).first().innerText();
        assertTrue(row.contains("▲ Buy") && row.contains(SYMBOL) && row.contains("rsi-reversal · raw"), row);
        awaitPage(
                "the signal's marker",
                () -> page.getByTestId("chart").getAttribute("data-markers"),
                markers -> !markers.equals("0"));
    }

    private static void assertExplains(Page page, JsonNode signal) {
        rows(page).first().click();
        String operand =
                "rsi(14) " + shown(signal.at("/explain/operands/rsi(14)").asDouble());
        awaitPage(
                "the explanation with " + operand,
                () -> text(page, "[data-testid=signal-explain]"),
                text -> text.contains("rsi(14) crosses up through 30") && text.contains(operand));
        assertEquals(
                signal.path("id").asText(), page.getByTestId("signal-explain").getAttribute("data-id"));
    }

    /** To as many digits as surely are on the page. */
    private static String shown(double value) {
        return String.valueOf((long) value) + ".";
    }

    private String assertMailed(JsonNode signal) throws MessagingException, IOException {
        assertTrue(mail.waitForIncomingEmail(LIMIT.toMillis(), 1), "no mail within " + LIMIT);
        MimeMessage message = mail.getReceivedMessages()[0];
        String price = signal.path("price").asText();
        assertEquals(READER, message.getRecipients(Message.RecipientType.TO)[0].toString());
        assertEquals("Ticktide <alerts@example.org>", message.getFrom()[0].toString());
        assertTrue(
                message.getSubject().startsWith("BUY " + SYMBOL + " " + price.substring(0, 5))
                        && message.getSubject().endsWith("(rsi-reversal, raw)"),
                message.getSubject());
        assertNotNull(message.getMessageID(), "Message-ID");
        assertTrue(message.getMessageID().matches("<[^@<>\\s]+@[^@<>\\s]+>"), message.getMessageID());

        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertEquals(2, parts.getCount(), "text and html");
        assertTrue(parts.getContentType().startsWith("multipart/alternative"), parts.getContentType());
        String text = (String) parts.getBodyPart(0).getContent();
        String html = (String) parts.getBodyPart(1).getContent();
        assertTrue(parts.getBodyPart(0).isMimeType("text/plain"));
        assertTrue(parts.getBodyPart(1).isMimeType("text/html"));
        for (String body : List.of(text, html)) {
            assertTrue(body.contains("rsi(14) crosses up through 30"), body);
            assertTrue(
                    body.contains("rsi(14) = "
                            + shown(signal.at("/explain/operands/rsi(14)").asDouble())),
                    body);
        }
        Matcher link = LINK.matcher(text);
        assertTrue(link.find(), text);
        assertEquals(
                server.webUrl() + "/?symbol=" + SYMBOL + "&timeframe=raw&signal="
                        + signal.path("id").asText(),
                link.group(1));
        assertTrue(html.contains("href=\"" + link.group(1).replace("&", "&amp;") + "\""), html);
        return link.group(1);
    }

    private void assertLinkOpens(String link, JsonNode signal) {
        Page page = browser.open(1440, 900, ColorScheme.LIGHT);
        page.navigate(link);
        awaitChart(page, "the newest candle behind the mail's link");
        awaitPage(
                "the explanation behind the mail's link",
                () -> text(page, "[data-testid=signal-explain]"),
                text -> text.contains("rsi(14) crosses up through 30"));
        String id = signal.path("id").asText();
        assertEquals(id, page.getByTestId("signal-explain").getAttribute("data-id"));
        assertEquals(server.webUrl() + "/#" + SYMBOL + "/raw/" + id, page.url(), "the place as the page writes it");
        // Chromium warns of a socket that a page takes away while it still connects.
        awaitConnection(page, "● live");
        page.reload();
        awaitPage(
                "the explanation after a reload",
                () -> page.getByTestId("signal-explain").count(),
                count -> count == 1);
        awaitConnection(page, "● live");
        page.context().close();
    }

    private void takeScreenshots(String link) {
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            String name = scheme == ColorScheme.DARK ? "dark" : "light";
            shoot(browser.open(1440, 900, scheme), link, "laptop-" + name, List.of());
            shoot(
                    browser.open(390, 844, scheme),
                    link,
                    "phone-" + name,
                    List.of("signals", "stocks", "inbox", "watch"));
        }
    }

    private void shoot(Page page, String link, String name, List<String> panels) {
        page.navigate(link);
        awaitChart(page, "the newest candle on a " + name);
        awaitConnection(page, "● live");
        awaitPage("the server's status", () -> text(page, "[data-testid=data-age]"), age -> !age.contains("–"));
        save(page, name);
        for (String panel : panels) {
            page.getByTestId("panel-" + panel).click();
            assertEquals(true, page.evaluate(FILLS_THE_PAGE), panel + " reaches down to the footer of a " + name);
            save(page, name + "-" + panel);
        }
        Object wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, wide, name + " needs no scrolling sideways");
        page.context().close();
    }

    private static void save(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
    }

    private static String text(Page page, String selector) {
        Locator found = page.locator(selector);
        return found.count() == 0 ? "" : found.first().innerText();
    }

    private static List<String> texts(Page page, String testId) {
        return page.getByTestId(testId).allInnerTexts();
    }

    private static <T> T awaitPage(String what, Supplier<T> value, Predicate<? super T> wanted) {
        return Await.until(what, LIMIT, value, wanted);
    }
}
