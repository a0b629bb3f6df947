package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The frame of the dashboard: panels and layouts, keys, looks, news, the phone, and what people need who can't see or point. */
class ShellTest extends DashboardPage {

    /** Of sounds closer to each other only the first is played. */
    private static final int BETWEEN_SOUNDS_MILLIS = 500;

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
        // The title counts at once, what the market changes is drawn at the page's own pace.
        awaitPage("three toasts at once", toast::count, count -> count == 3);
        page.screenshot(picture("shell-news"));
        assertClearOf(page, "footer");
        assertBesides(page, "tt-inbox");
        assertBesides(page, "tt-signals");

        Locator fresh = page.locator("[data-testid=inbox-row].unread");
        awaitPage("five unread rows", fresh::count, count -> count == 5);
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
}
