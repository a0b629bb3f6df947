package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbols as exchanges and vendors write them, through every door: ingest, REST, UDF, the live feed, the page and its files. */
class SymbolAlphabetTest {

    private static final List<String> VENDORS = List.of(
            "BTC/USDT",
            "^GSPC",
            "ES=F",
            "EURUSD=X",
            "XRP/USDT:USDT",
            "AGM/A",
            "M&M.NS",
            "$SPX",
            "GOLDm#",
            "BRK.B",
            "O:SPY251219C00650000",
            "1000SHIB_USDT");
    private static final String ALPHABET = "ABCXYZabcxyz019._:-/^=&$#";
    private static final int RANDOM = 60;
    private static final long T0 = 1_760_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;
    private static Set<String> symbols;

    @BeforeAll
    static void start() {
        server = TICKTIDE.start(folder, "start", Ports.free());
        symbols = new LinkedHashSet<>(VENDORS);
        Random random = new Random(9);
        while (symbols.size() < VENDORS.size() + RANDOM) {
            StringBuilder text = new StringBuilder();
            for (int i = 1 + random.nextInt(32); i > 0; i--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            String symbol = Symbols.canonical(text.toString());
            if (Symbols.isValid(symbol)) {
                symbols.add(symbol);
            }
        }
        StringBuilder batch = new StringBuilder("[");
        int price = 100;
        for (String symbol : symbols) {
            for (int i = 0; i < 3; i++) {
                batch.append(batch.length() > 1 ? "," : "").append(candle(symbol, T0 + i * 60L, price));
            }
            price++;
        }
        HttpResponse<String> answer = server.post(batch.append(']').toString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void everySymbolIsFoundByItsOwnNameInEveryCall() {
        int price = 100;
        for (String symbol : symbols) {
            String name = encoded(symbol);
            JsonNode candles = server.get("/api/v1/candles?symbol=" + name);
            assertEquals(symbol, candles.get("symbol").asText());
            assertEquals(price, candles.at("/data/0/4").asInt(), symbol);
            assertEquals(
                    symbol,
                    server.get("/api/v1/snapshot?symbol=" + name + "&timeframe=1m")
                            .get("symbol")
                            .asText());
            JsonNode history = server.get("/udf/history?symbol=" + name + "&resolution=1&from=0&to=9999999999");
            assertEquals("ok", history.get("s").asText(), symbol);
            assertEquals(price, history.at("/c/0").asInt(), symbol);
            assertEquals(
                    symbol,
                    server.get("/udf/symbols?symbol=" + name).get("ticker").asText());
            assertEquals(
                    symbol,
                    server.get("/udf/symbols?symbol=TICKTIDE:" + name)
                            .get("ticker")
                            .asText());
            assertEquals(
                    3,
                    server.get("/api/v1/sparklines?symbols=" + name)
                                    .at("/lines")
                                    .get(symbol)
                                    .size()
                            + 1,
                    symbol);
            price++;
        }
        for (String symbol : symbols) {
            Await.until(
                    "the summary of " + symbol,
                    LIMIT,
                    () -> server.fetch("/api/v1/summary/" + encoded(symbol)),
                    answer -> answer.statusCode() == 200);
        }
    }

    @Test
    void caseIsTheSameUnlessAHashSaysOtherwise() {
        assertEquals(
                "BTC/USDT",
                server.get("/api/v1/candles?symbol=btc%2Fusdt").get("symbol").asText());
        assertEquals(
                "M&M.NS",
                server.get("/udf/symbols?symbol=m%26m.ns").get("ticker").asText());
        assertEquals(404, server.fetch("/api/v1/candles?symbol=GOLDM%23").statusCode(), "another instrument");
        assertEquals(200, server.post(candle("GOLDM#", T0, 7)).statusCode());
        assertEquals(
                1, server.get("/api/v1/candles?symbol=GOLDM%23").get("length").asInt());
        assertEquals(
                3, server.get("/api/v1/candles?symbol=GOLDm%23").get("length").asInt());
        assertEquals(200, server.post(candle("brk.b", T0 + 180, 7)).statusCode());
        assertEquals(4, server.get("/api/v1/candles?symbol=BRK.B").get("length").asInt());
    }

    @Test
    void whatIsNoSymbolSaysWhatOneIs() {
        for (String bad : List.of(
                "=SUM(A1)", "/etc/passwd", "&x", "#x", "A B", "A'B", "<b>", "A\\\\B", "A%B", "A+B", "A,B", "ä")) {
            HttpResponse<String> answer = server.post(candle(bad, T0, 7));
            assertEquals(422, answer.statusCode(), bad);
            assertTrue(answer.body().contains("A-Z 0-9"), answer.body());
        }
    }

    @Test
    void aPriceBelowZeroIsRefusedWithTheReason() {
        HttpResponse<String> answer = server.post("{\"stock_symbol\":\"CL.K20\",\"opening_price\":-14.0,"
                + "\"closing_price\":-37.63,\"high\":-13.5,\"low\":-40.32,\"volume\":100,\"timestamp\":1587413280}");
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("futures and spreads"), answer.body());
    }

    @Test
    void theLiveFeedHasThemAll() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(server.webUrl().replace("http", "ws") + "/eventbus/websocket"), heard)
                .get();
        List<String> watched = List.copyOf(symbols).subList(0, 40);
        for (String symbol : watched) {
            for (String address : List.of("dashboard.symbol." + symbol)) {
                socket.sendText("{\"type\":\"register\",\"address\":" + JSON.writeValueAsString(address) + "}", true)
                        .get();
            }
        }
        socket.sendText("{\"type\":\"register\",\"address\":\"dashboard.study.1m.sma-2.BTC/USDT\"}", true)
                .get();
        long[] second = {T0 + 600};
        Await.until(
                "a message of each of " + watched + "; " + heard.messages,
                LIMIT,
                () -> {
                    second[0] += 60;
                    StringBuilder batch = new StringBuilder("[");
                    watched.forEach(symbol ->
                            batch.append(batch.length() > 1 ? "," : "").append(candle(symbol, second[0], 50)));
                    server.post(batch.append(']').toString());
                    return watched.stream()
                            .filter(symbol -> heard.messages.stream()
                                    .noneMatch(text -> text.startsWith("dashboard.symbol." + symbol + " ")))
                            .toList();
                },
                List::isEmpty);
        Await.until("the study", LIMIT, () -> List.copyOf(heard.messages), all -> all.stream()
                .anyMatch(text -> text.startsWith("dashboard.study.1m.sma-2.BTC/USDT ")));
        assertTrue(heard.messages.stream().noneMatch(text -> text.startsWith("err")), heard.messages.toString());
        socket.abort();
    }

    @Test
    void thePageOpensChartsAndLinksThem() {
        Browser browser = new Browser();
        browser.start();
        try {
            openEach(browser);
        } finally {
            browser.stop();
        }
    }

    private static void openEach(Browser browser) {
        for (String symbol : List.of("BTC/USDT", "M&M.NS", "GOLDm#", "^GSPC")) {
            Page page = browser.open(1280, 800, ColorScheme.LIGHT);
            page.navigate(server.webUrl() + "/?symbol=" + encoded(symbol) + "&timeframe=1m");
            Await.until("the title", LIMIT, page::title, title -> title.contains(symbol));
            String state = "document.querySelector('tt-grid').store.state";
            Await.until(
                    "bars of " + symbol,
                    LIMIT,
                    () -> String.valueOf(page.evaluate(state + ".selection.symbol")) + " "
                            + page.evaluate("Object.keys(Object.fromEntries(" + state + ".series ?? [])).join(' ')"),
                    text -> text.startsWith(symbol + " "));
            page.navigate("about:blank");
            page.navigate(server.webUrl() + "/#" + encoded(symbol) + "/1m");
            Await.until("the title", LIMIT, page::title, title -> title.contains(symbol));
            page.close();
        }
    }

    private static String candle(String symbol, long second, int price) {
        return "{\"stock_symbol\":\"" + symbol + "\",\"opening_price\":" + price + ",\"closing_price\":" + price
                + ",\"high\":" + price + ",\"low\":" + price + ",\"volume\":5,\"timestamp\":" + second + "}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static final class Heard implements WebSocket.Listener {

        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final List<ByteBuffer> parts = new ArrayList<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            parts.add(ByteBuffer.wrap(bytes));
            if (last) {
                StringBuilder text = new StringBuilder();
                parts.forEach(part -> text.append(StandardCharsets.UTF_8.decode(part)));
                parts.clear();
                try {
                    JsonNode message = JSON.readTree(text.toString());
                    messages.add(
                            message.path("address").asText(message.path("type").asText()) + " ");
                } catch (java.io.IOException e) {
                    messages.add("err " + e);
                }
            }
            from.request(1);
            return null;
        }
    }
}
