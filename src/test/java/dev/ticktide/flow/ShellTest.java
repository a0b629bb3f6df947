package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
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
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The frame of the dashboard: panels and layouts, keys, looks, news, the phone, and what people need who can't see or point. */
class ShellTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Of sounds closer to each other only the first is played. */
    private static final int BETWEEN_SOUNDS_MILLIS = 500;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SYMBOLS = List.of("AAPL", "IBM", "MSFT");
    private static final int MOST_TABS = 150;

    private static final String STATE = "(() => document.querySelector('tt-grid').store.state)()";
    private static final String PLACES = """
            [...document.querySelectorAll('.grid-stack-item')].map((item) => {
              const n = item.gridstackNode;
              return [item.dataset.panelId, `${n.x},${n.y} ${n.w}x${n.h}`];
            })""";
    private static final String FOCUSED = "document.activeElement.dataset.testid ?? document.activeElement.id";

    /** Browsers whose owner wants nothing kept. */
    private static final String NO_STORAGE = """
            Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });
            """;

    /** A browser that allows notifications, and a device for sound; both note what is asked of them. */
    private static final String HEARD = """
            window.notes = [];
            window.heights = [];
            window.Notification = class {
              static permission = 'default';
              static async requestPermission() { return (Notification.permission = 'granted'); }
              constructor(title, options) { window.notes.push(title + ' | ' + options.body); }
              close() {}
            };
            const node = { connect: (next) => next, gain: { setValueAtTime() {}, linearRampToValueAtTime() {},
              exponentialRampToValueAtTime() {} } };
            window.AudioContext = class {
              state = 'running';
              currentTime = 0;
              createOscillator() {
                const frequency = {};
                return { frequency, connect: (next) => next, start: () => window.heights.push(frequency.value), stop() {} };
              }
              createGain() { return node; }
              async resume() {}
            };
            """;

    private static final String REFUSED = """
            window.refused = [];
            document.addEventListener('securitypolicyviolation', (e) => window.refused.push(e.violatedDirective + ' ' + e.blockedURI));
            """;
    private static final String AXE = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' ; '))""";
    private static final String TOO_WIDE =
            "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    private static final Map<String, Candles> MARKET = new TreeMap<>();
    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;

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
        SYMBOLS.forEach(ShellTest::list);
        raiseSignal("AAPL");
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void panelsAreDraggedResizedHiddenAndStayLikeThat() {
        Page page = open(1440, 900);
        Map<String, String> first = places(page);
        assertEquals("4,0 15x16", first.get("chart"));

        drag(page, head(page, "chart"), 300, 8, 0, 640);
        awaitPage(
                "chart and stocks to have changed places",
                () -> places(page),
                now -> "4,16 15x8".equals(now.get("chart")) && "4,0 15x16".equals(now.get("stocks")));

        BoundingBox left = page.getByTestId("panel:watchlist").boundingBox();
        drag(page, page.getByTestId("panel:watchlist"), left.width - 4, 300, 60, 0);
        awaitPage("the watchlist to be wider", () -> places(page).get("watchlist"), "0,0 5x17"::equals);
        assertEquals("5,0 14x16", places(page).get("stocks"), "its neighbour gave way");

        page.getByTestId("menu-inbox").click();
        item(page, "Hide").click();
        awaitPage("the inbox to be gone", () -> places(page).containsKey("inbox"), there -> !there);
        assertEquals("19,7 5x17", places(page).get("explain"), "its neighbour took the room");
        Map<String, String> mine = places(page);
        page.reload();
        awaitLive(page);
        assertEquals(mine, places(page), "after a reload");

        page.getByTestId("layouts").click();
        item(page, "Show Notifications").click();
        awaitPage("the inbox to be back", () -> places(page).containsKey("inbox"), there -> there);
        page.getByTestId("menu-chart").click();
        item(page, "Duplicate").click();
        awaitPage("a second chart", () -> page.locator("tt-chart").count(), count -> count == 2);
        assertNoOverlap(places(page));
        page.getByTestId("menu-chart-2").click();
        item(page, "Rename …").click();
        page.getByTestId("ask-name").fill("Big picture");
        page.keyboard().press("Enter");
        awaitPage("the new name", () -> head(page, "chart-2").locator("h2").innerText(), "Big picture"::equals);
        page.getByTestId("menu-chart-2").click();
        item(page, "Close").click();
        awaitPage("one chart", () -> page.locator("tt-chart").count(), count -> count == 1);

        page.getByTestId("layouts").click();
        item(page, "Reset to default").click();
        awaitPage("the first layout", () -> places(page), first::equals);
        assertQuiet("panels");
    }

    @Test
    void layoutsHaveNamesAndGoOutAndInAsFilesAndLinks() throws IOException {
        Page page = open(1440, 900);
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        layoutAct(page, "Save as …");
        answer(page, "Four charts");
        assertEquals("Four charts", layoutName(page));
        page.keyboard().press("/");
        page.getByTestId("finder-input").fill("arrange as four");
        page.keyboard().press("Enter");
        awaitPage("four charts", () -> page.locator("tt-chart").count(), count -> count == 4);
        Map<String, String> four = places(page);

        layoutAct(page, "Rename …");
        answer(page, "Quad");
        assertEquals("Quad", layoutName(page));
        Download download = page.waitForDownload(() -> layoutAct(page, "Export as JSON"));
        assertEquals("ticktide-quad.json", download.suggestedFilename());
        String file = Files.readString(download.path());
        JsonNode exported = JSON.readTree(file);
        assertEquals("Quad", exported.path("name").asText());
        assertEquals(5, exported.path("panels").size(), file);

        layoutAct(page, "Copy a link to this view");
        awaitPage("the copy being told", () -> page.getByTestId("ask-text").count(), count -> count == 1);
        page.keyboard().press("Escape");
        String link = (String) page.evaluate("navigator.clipboard.readText()");
        assertTrue(link.startsWith(server.webUrl() + "/#AAPL/1m//view="), link);

        page.getByTestId("layouts").click();
        page.getByRole(AriaRole.MENUITEMRADIO, new Page.GetByRoleOptions().setName("My layout"))
                .click();
        awaitPage("the other layout", () -> page.locator("tt-chart").count(), count -> count == 1);
        Map<String, String> own = places(page);
        importFile(page, file.replace("\"kind\": \"watchlist\"", "\"kind\": \"roulette\""));
        awaitPage(
                "what is wrong",
                () -> text(page, "[data-testid=ask-text]"),
                text -> text.startsWith("panels[0].kind must be one of chart, watchlist")
                        && text.endsWith("was \"roulette\""));
        page.keyboard().press("Escape");
        importFile(page, "a shopping list");
        awaitPage("what is wrong", () -> text(page, "[data-testid=ask-text]"), text -> text.startsWith("not JSON:"));
        page.keyboard().press("Escape");
        assertEquals(own, places(page), "a bad file changes nothing");
        importFile(page, file);
        awaitPage("the imported layout", () -> places(page), four::equals);
        assertEquals("Quad 2", layoutName(page));

        layoutAct(page, "Delete …");
        page.getByTestId("ask-ok").click();
        awaitPage("another layout", () -> layoutName(page), name -> !name.equals("Quad 2"));

        Page guest = open(1440, 900, link.substring(server.webUrl().length()), "");
        awaitPage("the view of the link", () -> places(guest), four::equals);
        assertEquals("Shared view", layoutName(guest));
        awaitPage("the place", guest::url, (server.webUrl() + "/#AAPL/1m")::equals);
        guest.getByTestId("layouts").click();
        guest.getByRole(AriaRole.MENUITEMRADIO, new Page.GetByRoleOptions().setName("My layout"))
                .click();
        awaitPage("the guest's own layout", () -> places(guest), own::equals);

        Page damaged = open(1440, 900, "/#IBM/1m//view=abc", "");
        awaitPage(
                "what is wrong",
                () -> text(damaged, "[data-testid=ask-text]"),
                text -> text.contains("cut off or damaged"));
        assertEquals("IBM", damaged.getByTestId("quote").locator("h1").innerText(), "the place holds all the same");
        assertQuiet("layouts");
    }

    @Test
    void twoTabsDoNotOverwriteEachOthersLayoutUnseen() {
        Page one = open(1440, 900);
        Page two = one.context().newPage();
        two.navigate(server.webUrl() + "/#AAPL/1m");
        awaitLive(two);
        two.getByTestId("menu-movers").click();
        item(two, "Hide").click();
        awaitPage(
                "what the other tab did",
                () -> text(one, "[data-testid=elsewhere]"),
                text -> text.contains("“My layout” was changed"));
        assertTrue(places(one).containsKey("movers"), "nothing changes unseen");
        one.getByTestId("menu-inbox").click();
        item(one, "Hide").click();
        awaitPage("one's own change", () -> places(one).containsKey("inbox"), there -> !there);
        two.reload();
        awaitLive(two);
        assertTrue(places(two).containsKey("inbox") && !places(two).containsKey("movers"), "it is not overwritten");

        one.getByTestId("elsewhere-both").click();
        awaitPage("both", () -> layoutName(one), "My layout 2"::equals);
        one.reload();
        awaitLive(one);
        assertEquals("My layout 2", layoutName(one), "each tab comes back with its own");
        assertTrue(!places(one).containsKey("inbox") && places(one).containsKey("movers"));
        two.getByTestId("layouts").click();
        item(two, "Arrange as: Market").click();
        awaitPage("the preset of the menu", () -> places(two).containsKey("heatmap"), there -> there);
        assertQuiet("two tabs");
    }

    @Test
    void withoutAPlaceToKeepThingsThePageWorksAllTheSame() {
        Page page = open(1440, 900, "/#MSFT/1m", NO_STORAGE);
        page.getByTestId("menu-movers").click();
        item(page, "Hide").click();
        awaitPage("the panel to be gone", () -> places(page).containsKey("movers"), there -> !there);
        page.getByTestId("theme-toggle").click();
        assertEquals("dark", page.evaluate("document.documentElement.dataset.theme"));
        page.reload();
        awaitLive(page);
        assertTrue(places(page).containsKey("movers"), "nothing was kept");
        assertQuiet("no storage");
    }

    @Test
    void everythingCanBeDoneWithKeysAlone() {
        Page page = open(1440, 900);
        page.keyboard().press("/");
        assertEquals("finder-input", page.evaluate(FOCUSED));
        page.keyboard().type("ms");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Enter");
        awaitPage("MSFT", () -> page.getByTestId("quote").locator("h1").innerText(), "MSFT"::equals);
        page.keyboard().press("1");
        awaitPage("raw bars", () -> page.getByTestId("chart").first().getAttribute("data-timeframe"), "raw"::equals);
        page.keyboard().press("ArrowUp");
        awaitPage("the symbol before", page::url, url -> url.endsWith("#IBM/raw"));
        page.keyboard().press("ArrowUp");
        awaitPage("the symbol before", page::url, url -> url.endsWith("#AAPL/raw"));

        tabTo(page, "signal-row");
        assertTrue(isFocusVisible(page), "the focus can be seen");
        page.keyboard().press("Enter");
        awaitPage(
                "the explanation",
                () -> text(page, "[data-testid=signal-explain]"),
                text -> text.contains("rsi(14) crosses up"));
        page.keyboard().press("Escape");
        awaitPage("no explanation", () -> page.getByTestId("signal-explain").count(), count -> count == 0);

        tabTo(page, "grip-chart");
        page.keyboard().press("Enter");
        page.keyboard().press("ArrowDown");
        awaitPage("the chart below", () -> places(page).get("chart"), "4,8 15x16"::equals);
        page.keyboard().press("Shift+ArrowUp");
        page.keyboard().press("Shift+ArrowLeft");
        awaitPage("the chart narrower", () -> places(page).get("chart"), "4,8 14x15"::equals);
        assertEquals(
                "Column 5, row 9, 14 wide, 15 high.",
                page.getByTestId("layout-said").textContent());
        assertEquals("grip-chart", page.evaluate(FOCUSED), "the focus stays on what is moved");
        page.keyboard().press("Enter");
        page.keyboard().press("Enter");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Escape");
        awaitPage("the last step undone", () -> places(page).get("chart"), "4,8 14x15"::equals);

        page.keyboard().press("s");
        assertEquals("ask-name", page.evaluate(FOCUSED));
        page.keyboard().type("By hand");
        page.keyboard().press("Enter");
        awaitPage("the saved layout", () -> layoutName(page), "By hand"::equals);
        assertEquals("grip-chart", page.evaluate(FOCUSED), "the focus comes back from a dialog");

        page.keyboard().press("?");
        String help = page.getByTestId("help").innerText();
        for (String key : List.of("Find a symbol", "Timeframe 5m", "Save the layout as", "Next symbol", "Next panel")) {
            assertTrue(help.contains(key), key + " is told of in " + help);
        }
        page.keyboard().press("Escape");
        page.keyboard().press("l");
        page.keyboard().press("r");
        page.keyboard().press("r");
        assertEquals("Reset to default", page.evaluate("document.activeElement.textContent.trim()"));
        page.keyboard().press("Enter");
        awaitPage("the first layout", () -> places(page).get("chart"), "4,0 15x16"::equals);
        assertEquals("layouts", page.evaluate(FOCUSED), "the focus comes back from a menu");

        page.keyboard().press("F6");
        assertEquals("grip-watchlist", page.evaluate(FOCUSED));
        page.keyboard().press("]");
        assertNotEquals("grip-watchlist", page.evaluate(FOCUSED));
        page.keyboard().press("a");
        page.keyboard().type("signals");
        page.keyboard().press("Enter");
        awaitPage("more signals", () -> page.locator("tt-signals").count(), count -> count == 2);
        assertEquals("grip-signals-2", page.evaluate(FOCUSED), "the focus goes to what was added");
        assertQuiet("keys");
    }

    @Test
    void looksAndTimesAreAsOneLikesAndStayLikeThat() {
        Page page = open(1440, 900);
        String dark = colour(page, "--panel");
        String green = colour(page, "--up");
        page.getByTestId("settings-open").click();
        page.getByTestId("theme-light").check();
        assertNotEquals(dark, colour(page, "--panel"));
        page.getByTestId("theme-system").check();
        assertEquals(dark, colour(page, "--panel"), "the system is dark");
        page.getByTestId("palette-colour-blind").check();
        assertNotEquals(green, colour(page, "--up"));
        assertTrue(blueness(colour(page, "--up")) > 40, "up is blue: " + colour(page, "--up"));
        assertTrue(blueness(colour(page, "--down")) < -40, "down is orange: " + colour(page, "--down"));

        page.getByTestId("zone").selectOption("Asia/Tokyo");
        page.getByTestId("date-format").selectOption("dmy");
        DateTimeFormatter tokyo = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:").withZone(ZoneId.of("Asia/Tokyo"));
        awaitPage(
                "the time in Tokyo",
                () -> page.getByTestId("now").innerText(),
                now -> now.startsWith(tokyo.format(Instant.now())));
        page.keyboard().press("Escape");
        for (Locator change : page.getByTestId("watchlist").locator(".pct").all()) {
            assertTrue(change.innerText().matches("(?s).*[▲▼·].*"), "a sign besides the colour: " + change.innerText());
        }
        page.reload();
        awaitLive(page);
        assertEquals("colour-blind", page.evaluate("document.documentElement.dataset.palette"));
        page.keyboard().press(",");
        assertEquals("Asia/Tokyo", page.getByTestId("zone").inputValue());
        assertTrue(page.getByTestId("theme-system").isChecked());
        page.screenshot(picture("shell-settings"));
        page.getByTestId("keys-pref").selectOption("off");
        page.keyboard().press("Escape");
        page.keyboard().press("?");
        page.keyboard().press("Control+k");
        assertEquals("finder-input", page.evaluate(FOCUSED), "with Ctrl it works");
        assertEquals(1, page.locator("dialog[open]").count(), "and nothing else has opened");
        assertQuiet("looks");
    }

    @Test
    void newsIsToldCountedReadAndOnRequestHeard() {
        Page page = open(1440, 900, "/#AAPL/raw", HEARD);
        assertEquals(0, page.getByTestId("toast").count(), "what was there before is not news");
        assertTrue(!page.title().startsWith("("), page.title());

        raiseSignal("NEWA");
        Locator toast = page.getByTestId("toast");
        awaitPage("a toast", toast::count, count -> count == 1);
        assertTrue(
                toast.innerText().contains("▲ Buy NEWA") || toast.innerText().contains("BUY NEWA"), toast.innerText());
        awaitPage("the count in the title", page::title, title -> title.startsWith("(1) "));
        assertEquals("polite", page.getByTestId("toasts").getAttribute("aria-live"));
        toast.hover();
        for (String symbol : List.of("NEWB", "NEWC", "NEWD", "NEWE")) {
            raiseSignal(symbol);
        }
        awaitPage("the others being counted", page::title, title -> title.startsWith("(5) "));
        assertEquals(3, toast.count(), "toasts at once");
        page.screenshot(picture("shell-news"));
        assertClearOf(page, "footer");
        assertBesides(page, "tt-inbox");
        assertBesides(page, "tt-signals");

        Locator fresh = page.locator("[data-testid=inbox-row].unread");
        assertEquals(5, fresh.count());
        toast.locator("[data-signal]").first().click();
        awaitPage("the explanation", () -> page.getByTestId("signal-explain").count(), count -> count == 1);
        awaitPage("one less unread", page::title, title -> title.startsWith("(4) "));
        awaitPage(
                "toasts to go when dismissed",
                () -> {
                    page.evaluate("document.querySelectorAll('.toast .tool').forEach((button) => button.click())");
                    return toast.count();
                },
                count -> count == 0);
        fresh.first().click();
        awaitPage("one less unread", page::title, title -> title.startsWith("(3) "));

        Locator inbox = page.locator("tt-inbox");
        inbox.locator("[data-filter=unread]").check();
        awaitPage("what is unread", () -> page.getByTestId("inbox-row").count(), count -> count == 3);
        inbox.locator("[data-filter=side]").selectOption("sell");
        awaitPage("no sells", () -> page.getByTestId("inbox-row").count(), count -> count == 0);
        inbox.locator("[data-filter=side]").selectOption("");
        inbox.locator("[data-filter=unread]").uncheck();
        inbox.locator("[data-filter=symbol]").fill("newb");
        awaitPage("of one symbol", () -> page.getByTestId("inbox-row").count(), count -> count == 1);
        inbox.locator("[data-filter=symbol]").fill("");
        page.getByTestId("read-all").click();
        awaitPage("nothing unread", page::title, title -> !title.startsWith("("));
        page.reload();
        awaitLive(page);
        assertEquals(0, fresh.count(), "read for good");

        assertEquals("[]", page.evaluate("JSON.stringify(window.heights)"), "no sound unasked");
        page.getByTestId("settings-open").click();
        page.getByTestId("toasts-pref").selectOption("off");
        page.getByTestId("sound-pref").check();
        page.getByTestId("browser-pref").check();
        awaitPage("leave to notify", () -> page.evaluate(STATE + ".prefs.browser"), Boolean.TRUE::equals);
        page.keyboard().press("Escape");
        assertEquals(2, ((Number) page.evaluate("window.heights.length")).intValue(), "a taste of it");
        raiseSignal("NEWF");
        awaitPage("the news in the inbox", fresh::count, count -> count == 1);
        assertEquals(0, toast.count(), "toasts are off");
        page.keyboard().press(",");
        page.getByTestId("toasts-pref").selectOption("all");
        page.keyboard().press("Escape");
        page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
        page.waitForTimeout(BETWEEN_SOUNDS_MILLIS);
        raiseSignal("NEWG");
        awaitPage(
                "a notification of the browser", () -> page.evaluate("window.notes.length"), count -> count.equals(1));
        assertTrue(((String) page.evaluate("window.notes[0]"))
                .toUpperCase(Locale.ROOT)
                .contains("BUY NEWG"));
        assertEquals(true, page.evaluate("window.heights.at(-1) > window.heights.at(-2)"), "up for a buy");
        assertQuiet("news");
    }

    @Test
    void aPhoneShowsOnePanelAtATime() {
        Page page = open(390, 844);
        for (String panel : List.of("chart", "watch", "stocks", "inbox", "signals")) {
            page.getByTestId("panel-" + panel).click();
            awaitPage("one panel", () -> page.locator("main .panel:visible").count(), count -> count == 1);
            assertEquals(0, page.evaluate(TOO_WIDE), panel + " needs no scrolling sideways");
            page.screenshot(picture("shell-phone-" + panel));
        }
        page.getByTestId("signal-row").first().click();
        awaitPage(
                "the explanation in front",
                () -> page.getByTestId("signal-explain").isVisible(),
                seen -> seen);
        page.getByTestId("tab-signals").click();
        awaitPage(
                "the signals in front",
                () -> page.getByTestId("signal-row").first().isVisible(),
                seen -> seen);

        raiseSignal("PHONE");
        awaitPage(
                "the count in the navigation",
                () -> text(page, "[data-testid=unread]"),
                count -> count.startsWith("1"));
        awaitPage("a toast", () -> page.getByTestId("toast").count(), count -> count == 1);
        assertClearOf(page, "tt-nav");
        assertClearOf(page, "footer");
        page.getByTestId("find").click();
        page.getByTestId("finder-input").fill("add chart");
        page.keyboard().press("Enter");
        awaitPage(
                "a second chart in front",
                () -> page.getByTestId("panel:chart-2").isVisible(),
                seen -> seen);
        page.getByTestId("tab-chart").click();
        awaitPage(
                "the first chart in front",
                () -> page.getByTestId("panel:chart").isVisible(),
                seen -> seen);
        assertEquals(0, page.evaluate(TOO_WIDE), "the tabs need no scrolling sideways");
        for (String open : List.of("settings-open", "layouts", "find")) {
            page.getByTestId(open).click();
            assertEquals(0, page.evaluate(TOO_WIDE), open + " needs no scrolling sideways");
            page.screenshot(picture("shell-phone-" + open));
            page.keyboard().press("Escape");
        }
        page.setViewportSize(844, 390);
        assertEquals(0, page.evaluate(TOO_WIDE), "nor does the phone on its side");
        page.setViewportSize(1440, 900);
        awaitPage("all panels", () -> page.locator("main .panel:visible").count(), count -> count == 8);
        assertQuiet("phone");
    }

    @Test
    void axeFindsNothingSeriousAndNothingBreaksTheContentPolicy() throws IOException {
        String axe = Files.readString(Path.of("webroot/node_modules/axe-core/axe.min.js"));
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            for (int width : new int[] {1440, 390}) {
                String where = scheme + " " + width;
                Page page = browser.open(width, width == 390 ? 844 : 900, scheme);
                page.addInitScript(REFUSED);
                page.navigate(server.webUrl() + "/#AAPL/raw");
                awaitLive(page);
                page.evaluate(axe);
                assertAccessible(page, where);
                if (width == 390) {
                    for (String panel : List.of("watch", "stocks", "inbox", "signals")) {
                        page.getByTestId("panel-" + panel).click();
                        assertAccessible(page, where + " " + panel);
                    }
                }
                page.getByTestId("signal-row").first().click();
                page.getByTestId("signal-explain").waitFor();
                assertAccessible(page, where + " explanation");
                for (String key : List.of("?", ",", "/", "l", "s")) {
                    page.keyboard().press(key);
                    assertAccessible(page, where + " after " + key);
                    page.keyboard().press("Escape");
                }
                assertEquals(List.of(), page.evaluate("window.refused"), "breaches of the content policy, " + where);
                page.navigate(server.webUrl() + "/cluster.html");
                page.getByTestId("map-aggregate").waitFor();
                page.evaluate(axe);
                assertAccessible(page, where + " cluster");
                assertEquals(List.of(), page.evaluate("window.refused"), "breaches of the content policy, " + where);
                page.context().close();
            }
        }
        Page blind = open(1440, 900);
        blind.evaluate(axe);
        for (String theme : List.of("light", "dark")) {
            blind.evaluate(
                    "theme => Object.assign(document.documentElement.dataset, { theme, palette: 'colour-blind' })",
                    theme);
            assertAccessible(blind, "colour-blind " + theme);
        }
        assertQuiet("axe");
    }

    private static void assertAccessible(Page page, String where) {
        assertEquals(List.of(), page.evaluate(AXE), "serious findings of axe, " + where);
    }

    private Page open(int width, int height) {
        return open(width, height, "/#AAPL/1m", "");
    }

    private Page open(int width, int height, String place, String script) {
        Page page = browser.open(width, height, ColorScheme.DARK);
        if (!script.isEmpty()) {
            page.addInitScript(script);
        }
        page.navigate(server.webUrl() + place);
        awaitLive(page);
        return page;
    }

    private static void awaitLive(Page page) {
        awaitPage(
                "the page to be live",
                () -> text(page, "[data-testid=status-connection]").strip(),
                "● live"::equals);
    }

    /** Nothing on the console, no foreign host. */
    private void assertQuiet(String what) {
        assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests: " + what);
    }

    private static Map<String, String> places(Page page) {
        Map<String, String> places = new TreeMap<>();
        for (Object row : (List<?>) page.evaluate(PLACES)) {
            List<?> pair = (List<?>) row;
            places.put((String) pair.get(0), (String) pair.get(1));
        }
        return places;
    }

    private static void assertNoOverlap(Map<String, String> places) {
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

    private static Locator head(Page page, String panel) {
        return page.getByTestId("panel:" + panel).locator(".panel-head");
    }

    private static void drag(Page page, Locator from, double x, double y, double dx, double dy) {
        BoundingBox box = from.boundingBox();
        page.mouse().move(box.x + x, box.y + y);
        page.mouse().down();
        page.mouse().move(box.x + x + dx / 4, box.y + y + dy / 4, new Mouse.MoveOptions().setSteps(4));
        page.mouse().move(box.x + x + dx, box.y + y + dy, new Mouse.MoveOptions().setSteps(8));
        page.mouse().up();
    }

    private static Locator item(Page page, String name) {
        return page.getByRole(
                AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void layoutAct(Page page, String name) {
        page.getByTestId("layouts").click();
        item(page, name).click();
    }

    private static void answer(Page page, String name) {
        page.getByTestId("ask-name").fill(name);
        page.getByTestId("ask-ok").click();
    }

    private static String layoutName(Page page) {
        return (String) page.evaluate(STATE + ".layouts.current");
    }

    private static void importFile(Page page, String text) {
        page.waitForFileChooser(() -> layoutAct(page, "Import …"))
                .setFiles(new FilePayload("layout.json", "application/json", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void tabTo(Page page, String testId) {
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            if (testId.equals(page.evaluate(FOCUSED))) {
                return;
            }
        }
        throw new AssertionError(testId + " is not reached by " + MOST_TABS + " tabs");
    }

    private static boolean isFocusVisible(Page page) {
        return Boolean.TRUE.equals(page.evaluate("document.activeElement.matches(':focus-visible')"
                + " && getComputedStyle(document.activeElement).outlineStyle !== 'none'"));
    }

    private static void assertClearOf(Page page, String selector) {
        double top = page.locator(selector).boundingBox().y;
        for (Locator toast : page.getByTestId("toast").all()) {
            BoundingBox box = toast.boundingBox();
            assertTrue(box.y + box.height <= top, "a toast covers the " + selector);
        }
    }

    /** What a toast tells of can be seen beside it. */
    private static void assertBesides(Page page, String selector) {
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

    private static String colour(Page page, String name) {
        return ((String) page.evaluate(
                        "name => getComputedStyle(document.documentElement).getPropertyValue(name)", name))
                .strip();
    }

    /** How much more blue than red. */
    private static int blueness(String colour) {
        return Integer.parseInt(colour.substring(5, 7), 16) - Integer.parseInt(colour.substring(1, 3), 16);
    }

    private static Candles list(String symbol) {
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
    private static void raiseSignal(String symbol) {
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

    private static void post(String json) {
        HttpResponse<String> answer = server.post(json);
        assertEquals(200, answer.statusCode(), answer::body);
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve(name + ".png"));
    }

    private static String text(Page page, String selector) {
        Locator found = page.locator(selector);
        return found.count() == 0 ? "" : found.first().innerText();
    }

    private static <T> T awaitPage(String what, Supplier<T> value, Predicate<? super T> wanted) {
        return Await.until(what, LIMIT, value, wanted);
    }
}
