package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Candles;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server with three symbols, and what one does to the frame of its page. */
abstract class DashboardPage {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final ObjectMapper JSON = new ObjectMapper();
    static final List<String> SYMBOLS = List.of("AAPL", "IBM", "MSFT");
    static final int MOST_TABS = 150;
    static final String STATE = "(() => document.querySelector('tt-grid').store.state)()";

    static final String PLACES = """
            [...document.querySelectorAll('.grid-stack-item')].map((item) => {
              const n = item.gridstackNode;
              return [item.dataset.panelId, `${n.x},${n.y} ${n.w}x${n.h}`];
            })""";

    static final String FOCUSED = "document.activeElement.dataset.testid ?? document.activeElement.id";

    static final String AXE = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' ; '))""";

    static final String TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    static final Map<String, Candles> MARKET = new TreeMap<>();
    static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    static TicktideProcess server;

    @RegisterExtension
    final Browser browser = new Browser();

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), """
                signals:
                  strategies:
                    - name: rsi-reversal
                      timeframes: [raw]
                notifications:
                  subscriptions:
                    - recipient: reader@example.org
                      timeframes: [raw]
                """);
        server = TICKTIDE.start(
                folder, "start", Ports.free(), "-c", folder.resolve("mine.yaml").toString());
        SYMBOLS.forEach(DashboardPage::list);
        raiseSignal("AAPL");
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    static void assertAccessible(Page page, String where) {
        assertEquals(List.of(), page.evaluate(AXE), "serious findings of axe, " + where);
    }

    Page open(int width, int height) {
        return open(width, height, "/#AAPL/1m", "");
    }

    Page open(int width, int height, String place, String script) {
        Page page = browser.open(width, height, ColorScheme.DARK);
        if (!script.isEmpty()) {
            page.addInitScript(script);
        }
        page.navigate(server.webUrl() + place);
        awaitLive(page);
        return page;
    }

    static void awaitLive(Page page) {
        awaitPage(
                "the page to be live",
                () -> text(page, "[data-testid=status-connection]").strip(),
                "● live"::equals);
    }

    /** Nothing on the console, no foreign host. */
    void assertQuiet(String what) {
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests: " + what);
    }

    static Map<String, String> places(Page page) {
        Map<String, String> places = new TreeMap<>();
        for (Object row : (List<?>) page.evaluate(PLACES)) {
            List<?> pair = (List<?>) row;
            places.put((String) pair.get(0), (String) pair.get(1));
        }
        return places;
    }

    static void assertNoOverlap(Map<String, String> places) {
        List<int[]> rects = places.values().stream()
                .map(place -> Arrays.stream(place.split("[ ,x]"))
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .toList();
        for (int i = 0; i < rects.size(); i++) {
            for (int[] b : rects.subList(i + 1, rects.size())) {
                int[] a = rects.get(i);
                boolean over = a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
                assertTrue(!over, () -> "panels overlap: " + places);
            }
        }
    }

    static Locator head(Page page, String panel) {
        return page.getByTestId("panel:" + panel).locator(".panel-head");
    }

    static void drag(Page page, Locator from, double x, double y, double dx, double dy) {
        BoundingBox box = from.boundingBox();
        page.mouse().move(box.x + x, box.y + y);
        page.mouse().down();
        page.mouse().move(box.x + x + dx / 4, box.y + y + dy / 4, new Mouse.MoveOptions().setSteps(4));
        page.mouse().move(box.x + x + dx, box.y + y + dy, new Mouse.MoveOptions().setSteps(8));
        page.mouse().up();
    }

    static Locator item(Page page, String name) {
        return page.getByRole(
                AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static void layoutAct(Page page, String name) {
        page.getByTestId("layouts").click();
        item(page, name).click();
    }

    static void answer(Page page, String name) {
        page.getByTestId("ask-name").fill(name);
        page.getByTestId("ask-ok").click();
    }

    static String layoutName(Page page) {
        return (String) page.evaluate(STATE + ".layouts.current");
    }

    static void importFile(Page page, String text) {
        page.waitForFileChooser(() -> layoutAct(page, "Import …"))
                .setFiles(new FilePayload("layout.json", "application/json", text.getBytes(StandardCharsets.UTF_8)));
    }

    static void tabTo(Page page, String testId) {
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            if (testId.equals(page.evaluate(FOCUSED))) {
                return;
            }
        }
        throw new AssertionError(testId + " is not reached by " + MOST_TABS + " tabs");
    }

    static boolean isFocusVisible(Page page) {
        return Boolean.TRUE.equals(page.evaluate("document.activeElement.matches(':focus-visible')"
                + " && getComputedStyle(document.activeElement).outlineStyle !== 'none'"));
    }

    static void assertClearOf(Page page, String selector) {
        double top = page.locator(selector).boundingBox().y;
        for (Locator toast : page.getByTestId("toast").all()) {
            BoundingBox box = toast.boundingBox();
            assertTrue(box.y + box.height <= top, "a toast covers the " + selector);
        }
    }

    /** What a toast tells of can be seen beside it. */
    static void assertBesides(Page page, String selector) {
        BoundingBox there = page.locator(selector).boundingBox();
        for (Locator toast : page.getByTestId("toast").all()) {
            BoundingBox box = toast.boundingBox();
            boolean over = box.x < there.x + there.width
                    && there.x < box.x + box.width
                    && box.y < there.y + there.height
                    && there.y < box.y + box.height;
            assertTrue(!over, "a toast covers the " + selector);
        }
    }

    static String colour(Page page, String name) {
        return ((String) page.evaluate(
                        "name => getComputedStyle(document.documentElement).getPropertyValue(name)", name))
                .strip();
    }

    /** How much more blue than red. */
    static int blueness(String colour) {
        return Integer.parseInt(colour.substring(5, 7), 16) - Integer.parseInt(colour.substring(1, 3), 16);
    }

    static Candles list(String symbol) {
        return MARKET.computeIfAbsent(symbol, name -> {
            Candles candles = new Candles(name, Instant.now().getEpochSecond() - 600, 190);
            double[] changes = new double[40];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = i % 2 == 0 ? 0.11 : -0.11;
            }
            post(candles.next(changes));
            return candles;
        });
    }

    /** Ten falls take the RSI below 30; a strong rise brings it back above: a buy. */
    static void raiseSignal(String symbol) {
        Candles candles = list(symbol);
        double[] falls = new double[10];
        Arrays.fill(falls, -0.4);
        post(candles.next(falls));
        post(candles.next(2.4));
        Await.until(
                "a buy of " + symbol,
                LIMIT,
                () -> server.get("/api/v1/signals?side=buy&symbol=" + symbol),
                signals -> signals.size() == 1);
    }

    static void post(String json) {
        HttpResponse<String> answer = server.post(json);
        assertEquals(200, answer.statusCode(), answer::body);
    }

    static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    static String text(Page page, String selector) {
        Locator found = page.locator(selector);
        return found.count() == 0 ? "" : found.first().innerText();
    }

    static <T> T awaitPage(String what, Supplier<T> value, Predicate<? super T> wanted) {
        return Await.until(what, LIMIT, value, wanted);
    }
}
