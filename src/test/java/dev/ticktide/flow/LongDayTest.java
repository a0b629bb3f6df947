package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Candles;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page that stays open for a day of the market. What the server sends of one minute is taped and told to the page again, with later times
 * and further numbers, as often as a day has minutes; its heap, its elements and its listeners are the same in the evening as in the
 * forenoon.
 */
@Tag("alone")
class LongDayTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A tenth of the taped minute goes by this fast. */
    private static final int TENTH_MILLIS = 250;

    private static final int MINUTE = 60;
    private static final int MINUTES = 24 * 60;
    private static final int[] FORENOON = {240, 280, 320, 360};
    private static final int[] EVENING = {1_320, 1_360, 1_400, MINUTES};
    private static final int HISTORY = 200;
    private static final List<String> SYMBOLS =
            IntStream.range(0, 8).mapToObj(i -> "DAY" + i).toList();

    private static final String TAPE = """
            () => {
              const { store } = document.querySelector('tt-chart');
              window.tape = [];
              const receive = store.receive.bind(store);
              window.told = new Map();
              store.receive = (address, message) => {
                tape.push([address, JSON.stringify(message)]);
                if (message.seq !== undefined) told.set(address, message.seq);
                return receive(address, message);
              };
              window.tellAgain = (address, message) => receive(address, message);
            }""";

    /** From now on the page hears the tape only, as if these were the next minutes. */
    private static final String STOP = """
            () => { document.querySelector('tt-chart').store.receive = () => 'drop'; }""";

    private static final String TAPED = """
            () => Object.fromEntries(['bars', 'metadata', 'signal', 'inbox', 'board', 'status'].map(
              (type) => [type, tape.filter(([, text]) => JSON.parse(text).type === type).length]))""";

    private static final String PLAY = """
            async ([from, to]) => {
              const verdicts = {};
              for (let minute = from; minute < to; minute += 1) {
                const later = (text) => String(Number(text) + minute * 60_000);
                for (const [address, text] of tape) {
                  const message = JSON.parse(text.replace(/\\b1[6-9]\\d{11}(\\.\\d+)?\\b/g, later));
                  if (message.seq !== undefined) {
                    message.seq = told.get(address) + 1;
                    told.set(address, message.seq);
                    delete message.prev;
                  }
                  if (message.type === 'status') message.seqs = {};
                  if (message.signal) message.signal.id += '-' + minute;
                  if (message.type === 'score') message.id += '-' + minute;
                  if (message.entry) Object.assign(message.entry,
                    { id: message.entry.id + '-' + minute, signalId: message.entry.signalId + '-' + minute });
                  const verdict = tellAgain(address, message) ?? 'taken';
                  verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
                }
                // The page draws now and then, as it would.
                if (minute % 4 === 0) await new Promise((drawn) => setTimeout(drawn));
              }
              await new Promise((rested) => setTimeout(rested, 1_500));
              return verdicts;
            }""";

    private static final String HELD = """
            () => {
              const { state } = document.querySelector('tt-chart').store;
              return { raw: state.series.get('DAY0/raw')?.bars.closed.length ?? 0, signals: state.signals.size,
                inbox: state.inbox.length };
            }""";

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    private final Map<String, Candles> market = new HashMap<>();

    @Test
    void aPageOpenForADayKeepsAFlatHeap() {
        TicktideProcess server = ticktide.start(folder, "start", Ports.free());
        long last = Instant.now().getEpochSecond() / MINUTE * MINUTE;
        SYMBOLS.forEach(symbol -> market.put(symbol, new Candles(symbol, last - HISTORY * MINUTE, 500)));
        for (int minute = 0; minute < HISTORY; minute++) {
            // Down, minute by minute, so that the first rise is a signal.
            minute(server, -0.02, MINUTE);
        }
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#DAY0/raw");
        Await.until("bars", LIMIT, () -> chart(page, "bars"), count -> count.matches("[3-9]\\d\\d|\\d{4,}"));
        page.evaluate(TAPE);
        long seen = market.get("DAY0").second();
        for (int tenth = 0; tenth < 10; tenth++) {
            minute(server, 0.4, MINUTE / 10);
            page.waitForTimeout(TENTH_MILLIS);
        }
        minute(server, 0.4, 1);
        facts(server, seen + MINUTE);
        Await.until(
                "the minute",
                LIMIT,
                () -> page.evaluate("document.querySelector('[data-testid=chart]').dataset.lastTime"),
                String.valueOf((seen + MINUTE + 1) * 1_000)::equals);
        // The row of the watchlist comes in a message of its own, perhaps later than the chart's bars.
        Await.until(
                "the minute in the watchlist",
                LIMIT,
                () -> lastTime(page),
                time -> time == (seen + MINUTE + 1) * 1_000);
        Map<String, Integer> taped = Await.until(
                "some of each kind on the tape",
                LIMIT,
                () -> counts(page.evaluate(TAPED)),
                found -> found.values().stream().allMatch(count -> count > 0));
        page.evaluate(STOP);

        CDPSession session = page.context().newCDPSession(page);
        session.send("Performance.enable");
        Map<String, Double> forenoon = played(page, session, 1, FORENOON);
        Map<String, Double> evening = played(page, session, FORENOON[FORENOON.length - 1], EVENING);
        System.out.printf(
                "a day of the page, %s messages a minute: after 6 h %s, after 24 h %s%n", taped, forenoon, evening);
        for (String what : List.of("JSHeapUsedSize", "Nodes", "JSEventListeners")) {
            double ratio = evening.get(what) / forenoon.get(what);
            assertTrue(ratio <= 1.1, () -> what + " grew to " + ratio + ": " + forenoon + " " + evening);
        }
        @SuppressWarnings("unchecked")
        Map<String, Number> kept = (Map<String, Number>) page.evaluate(HELD);
        assertEquals((seen + 1 + (long) MINUTES * MINUTE) * 1_000, lastTime(page), "the whole day was heard");
        assertTrue(kept.get("raw").intValue() > 4_000, () -> "bars that are kept: " + kept);
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("long-day.png")));
        assertEquals(List.of(), browser.takeTrouble());
    }

    private void minute(TicktideProcess server, double change, int seconds) {
        StringBuilder batch = new StringBuilder("[");
        for (String symbol : SYMBOLS) {
            for (int i = 0; i < seconds; i++) {
                batch.append(batch.length() == 1 ? "" : ",")
                        .append(market.get(symbol).next(change));
            }
        }
        assertEquals(200, server.post(batch.append(']').toString()).statusCode());
    }

    private static void facts(TicktideProcess server, long second) {
        String news = String.format(
                Locale.ROOT,
                "{\"data_type\":\"news_sentiment\",\"timestamp\":%d,\"stock_symbol\":\"DAY0\",\"sentiment_score\":0.6,"
                        + "\"sentiment_magnitude\":1}",
                second);
        assertEquals(200, server.post(news).statusCode());
    }

    /** Plays on to each of some minutes; the least that the page held at one of them, since it may be in the midst of a drawing. */
    private static Map<String, Double> played(Page page, CDPSession session, int from, int... until) {
        Map<String, Double> held = new HashMap<>();
        int at = from;
        for (int minute : until) {
            Map<String, Integer> verdicts = counts(page.evaluate(PLAY, List.of(at, minute)));
            assertEquals(
                    0,
                    verdicts.getOrDefault("gap", 0) + verdicts.getOrDefault("hold", 0),
                    () -> "not all was taken: " + verdicts);
            at = minute;
            // What only a first collection lets go of is gone after the second.
            session.send("HeapProfiler.collectGarbage");
            session.send("HeapProfiler.collectGarbage");
            for (JsonElement each : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
                String name = each.getAsJsonObject().get("name").getAsString();
                held.merge(name, each.getAsJsonObject().get("value").getAsDouble(), Math::min);
            }
        }
        held.keySet().retainAll(List.of("JSHeapUsedSize", "Nodes", "JSEventListeners"));
        return held;
    }

    private static long lastTime(Page page) {
        return ((Number) page.evaluate("document.querySelector('tt-chart').store.state.rows.get('DAY0').lastTime"))
                .longValue();
    }

    private static String chart(Page page, String what) {
        return String.valueOf(page.getByTestId("chart").getAttribute("data-" + what));
    }

    private static Map<String, Integer> counts(Object answer) {
        Map<String, Integer> counts = new HashMap<>();
        ((Map<?, ?>) answer).forEach((key, value) -> counts.put((String) key, ((Number) value).intValue()));
        return counts;
    }
}
