package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dashboard in a browser, held against what the REST interface says. */
final class WatchedPage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NARROW = 390;
    private static final int WIDE = 1440;
    private static final int HIGH = 900;
    private static final int SETTLE_MILLIS = 300;

    /** Of the lists of stocks: changes by the clock, is none of the numbers, or is told with the bars and signals compared anyway. */
    private static final List<String> NOT_COMPARED =
            List.of("ageMs", "aheadMs", "name", "sector", "changePercent", "rsi", "lastSignal");

    /** Notes every signal that was ever in the list, and when the connection was what. */
    private static final String WATCH = """
            (() => {
              const { store } = document.querySelector('tt-chart');
              window.everShown = new Set(store.state.signals.keys());
              window.states = [[performance.now(), store.state.connection.state]];
              window.story = [];
              performance.setResourceTimingBufferSize(10_000);
              store.subscribe(['signals'], () => store.state.signals.forEach((s, id) => window.everShown.add(id)));
              store.subscribe(['connection'], () => {
                const { state } = store.state.connection;
                if (state === window.states.at(-1)[1]) return;
                window.states.push([performance.now(), state]);
                window.story.push([performance.now(), state]);
              });
            })()""";

    /** How long the page was not live at a time at most, since this was asked last. */
    private static final String LONGEST_BREAK = """
            (() => {
              const states = [...window.states, [performance.now(), 'now']];
              window.states = [window.states.at(-1)];
              let since = null;
              let longest = 0;
              for (const [at, state] of states) {
                if (since !== null) longest = Math.max(longest, at - since);
                if (state === 'live') since = null;
                else since ??= at;
              }
              return Math.round(longest);
            })()""";

    /** What became of the connection and what was asked in the last so many seconds, one line each, in milliseconds. */
    private static final String STORY = """
            (seconds) => {
              const now = performance.now();
              const recent = (at) => at > now - seconds * 1_000;
              const lines = window.story.filter(([at]) => recent(at));
              for (const { name, startTime, duration, responseStatus } of performance.getEntriesByType('resource')) {
                if (recent(startTime) && name.includes('/api/')) {
                  const path = name.slice(name.indexOf('/api/'));
                  lines.push([startTime, `${responseStatus} after ${Math.round(duration)} ${path}`]);
                }
              }
              return lines.sort(([a], [b]) => a - b).map(([at, text]) => `${Math.round(at)} ${text}`).join('\\n');
            }""";

    private static final String HELD = """
            (() => {
              const { store } = document.querySelector('tt-chart');
              const s = store.state;
              return JSON.stringify({
                connection: s.connection.state,
                feed: store.heardFeed,
                bars: s.chart.bars.closed.map((b) => [b.time, b.open, b.high, b.low, b.close, b.volume]),
                signals: [...s.signals.values()].map(({ id, symbol, timeframe, score }) => ({ id, symbol, timeframe, score })),
                inbox: s.inbox.map(({ id, state, attempts }) => ({ id, state, attempts })),
                rows: [...s.rows.values()].map(({ symbol, last, change, volume, lastTime, arrived, digits }) =>
                  ({ symbol, last, change, volume, lastTime, arrived, digits })),
                summaries: [...s.summaries.values()],
              });
            })()""";

    /** State and feed only: whoever asks often must not take the page's time. */
    private static final String FEED = """
            (() => {
              const { store } = document.querySelector('tt-chart');
              return `${store.state.connection.state} ${store.heardFeed}`;
            })()""";

    /** Time, open, high, low, close and volume. */
    private static final int COLUMNS = 6;

    final String symbol;
    final String timeframe;
    private final URI place;
    private final Page page;

    /** @param node the one to serve it, by its id */
    WatchedPage(Browser browser, URI place, String node, String symbol, String timeframe) {
        this.place = place;
        this.symbol = symbol;
        this.timeframe = timeframe;
        // Small, for drawing costs the nodes their time.
        page = browser.open(NARROW, HIGH, ColorScheme.DARK);
        page.context().addCookies(List.of(new Cookie("ticktide-node", node).setUrl(place.toString())));
        page.navigate(place + "/#" + symbol + "/" + timeframe);
        Await.until("the page to be live", PATIENCE, this::connection, "● live"::equals);
        page.evaluate(WATCH);
        assertEquals(node, node(), "the node whose feed the page hears");
    }

    /** What the footer says. */
    String connection() {
        return page.getByTestId("status-connection").innerText().strip();
    }

    /** The node it is served by; empty while that is not known. */
    String node() {
        return feed().split("\\.")[0];
    }

    /** Until it is live with another feed than one that it had before. */
    void awaitAnotherFeed(String before, Duration limit) {
        Await.until(
                symbol + "'s page to be live with another feed than " + before,
                limit,
                () -> String.valueOf(page.evaluate(FEED)),
                now -> now.startsWith("live ") && !now.equals("live " + before) && !now.endsWith("null"));
    }

    String feed() {
        return String.valueOf(page.evaluate(FEED)).replaceFirst(".* ", "");
    }

    /** The symbols that the list shows. */
    /** The symbols of the watchlist, of which the page draws those that are in view. */
    List<String> watchlist() {
        List<?> rows = (List<?>) page.evaluate("[...document.querySelector('tt-chart').store.state.rows.keys()]");
        return rows.stream().map(String::valueOf).toList();
    }

    String story(int seconds) {
        return symbol + "'s page\n" + page.evaluate(STORY, seconds);
    }

    long longestBreak() {
        return ((Number) page.evaluate(LONGEST_BREAK)).longValue();
    }

    List<String> everShown() {
        return ((List<?>) page.evaluate("[...window.everShown]"))
                .stream().map(String::valueOf).toList();
    }

    void shoot(String name) {
        page.setViewportSize(WIDE, HIGH);
        page.waitForTimeout(SETTLE_MILLIS);
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png")));
        page.setViewportSize(NARROW, HIGH);
    }

    /** In what it differs from the answers of any node; empty if in nothing. */
    String difference() {
        JsonNode held = held();
        if (!held.path("connection").asText().equals("live")) {
            return "it is " + held.path("connection").asText();
        }
        List<String> different = new ArrayList<>();
        JsonNode bars = held.path("bars");
        JsonNode candles = get(
                "/api/v1/candles?symbol=" + symbol + "&timeframe=" + timeframe + "&limit=" + Math.max(1, bars.size()));
        compare("bars", canonical(prices(candles.path("data"))), canonical(bars), different);
        compareSignals(held, "", 100, different);
        compareSignals(held, "&symbol=" + symbol + "&timeframe=" + timeframe, 200, different);
        compareInbox(held, different);
        compare("rows", rows(get("/api/v1/symbols")), rows(held.path("rows")), different);
        compare("summaries", rows(get("/api/v1/summary").path("stocks")), rows(held.path("summaries")), different);
        return String.join("; ", different);
    }

    /** Without the columns that rows of raw have besides. */
    private static JsonNode prices(JsonNode rows) {
        ArrayNode prices = JSON.createArrayNode();
        for (JsonNode row : rows) {
            ArrayNode values = prices.addArray();
            for (int column = 0; column < COLUMNS; column++) {
                values.add(row.get(column));
            }
        }
        return prices;
    }

    private void compareSignals(JsonNode held, String filter, int limit, List<String> different) {
        Map<String, String> shown = new TreeMap<>();
        held.path("signals").forEach(signal -> shown.put(signal.path("id").asText(), canonical(signal.path("score"))));
        Map<String, String> due = new TreeMap<>();
        get("/api/v1/signals?limit=" + limit + filter)
                .forEach(signal -> due.put(signal.path("id").asText(), canonical(signal.path("score"))));
        shown.keySet().retainAll(due.keySet());
        compare("signals" + filter, due.toString(), shown.toString(), different);
    }

    private void compareInbox(JsonNode held, List<String> different) {
        Map<String, String> shown = new TreeMap<>();
        held.path("inbox").forEach(entry -> shown.put(entry.path("id").asText(), state(entry)));
        Map<String, String> due = new TreeMap<>();
        get("/api/v1/notifications?limit=50")
                .forEach(entry -> due.put(entry.path("id").asText(), state(entry)));
        shown.keySet().retainAll(due.keySet());
        compare("inbox", due.toString(), shown.toString(), different);
    }

    private static String state(JsonNode entry) {
        return entry.path("state").asText() + " " + entry.path("attempts").asInt();
    }

    private static String rows(JsonNode rows) {
        Map<String, String> bySymbol = new TreeMap<>();
        rows.forEach(row -> {
            Map<String, String> fields = new TreeMap<>();
            row.properties().stream()
                    .filter(field -> !NOT_COMPARED.contains(field.getKey()))
                    .forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
            bySymbol.put(row.path("symbol").asText(), fields.toString());
        });
        return bySymbol.toString();
    }

    /** Numbers as doubles, so that 1 and 1.0 are the same. */
    private static String canonical(JsonNode node) {
        if (node.isNumber()) {
            return Double.toString(node.asDouble());
        }
        if (node.isArray()) {
            List<String> all = new ArrayList<>();
            node.forEach(each -> all.add(canonical(each)));
            return all.toString();
        }
        if (node.isObject()) {
            Map<String, String> all = new TreeMap<>();
            node.properties().forEach(each -> all.put(each.getKey(), canonical(each.getValue())));
            return all.toString();
        }
        return node.asText();
    }

    private static void compare(String what, String due, String shown, List<String> different) {
        if (!due.equals(shown)) {
            int at = 0;
            while (at < Math.min(due.length(), shown.length()) && due.charAt(at) == shown.charAt(at)) {
                at++;
            }
            different.add(what + " from " + at + ": due …" + cut(due, at) + "… shown …" + cut(shown, at) + "…");
        }
    }

    private static String cut(String text, int at) {
        return text.substring(Math.max(0, Math.min(text.length(), at) - 60), Math.min(text.length(), at + 120));
    }

    private JsonNode held() {
        try {
            return JSON.readTree((String) page.evaluate(HELD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(place.resolve(path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("GET " + path + " was answered " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
