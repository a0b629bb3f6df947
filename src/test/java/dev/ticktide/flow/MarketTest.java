package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The market as a table and as a heat map, named lists, and one stock at a glance. */
class MarketTest extends MarketPage {

    @Test
    void theTableSortsFiltersFlashesAndDrawsWhatIsInView() {
        Page page = open(1440, 900, ColorScheme.DARK);
        Locator table = page.getByTestId("market-grid");
        await("all symbols", () -> page.getByTestId("market-count").textContent(), ALL_OF_THEM::equals);
        assertTrue(
                rows(page).size() < 60,
                () -> "only rows in view are drawn, were " + rows(page).size());
        await(
                "the lines of rows in view",
                () -> page.locator("[data-testid=market-BIG] polyline").count(),
                n -> n == 1);
        assertEquals(
                40,
                page.locator("[data-testid=market-BIG] polyline")
                        .getAttribute("points")
                        .split(" ")
                        .length,
                "closes in a line");
        assertEquals("▴ 100.0", cell(page, "BIG", 7), "only rises");
        await(
                "the last signal",
                () -> cell(page, "SIG", 8),
                text -> text.startsWith("▲ Buy") && text.matches(".* [0-9]+m"));
        assertTrue(cell(page, "C0001", 7).equals("–") && cell(page, "C0001", 8).equals("–"), "nothing made up");

        page.getByTestId("sort-rsi").click();
        await("the strongest first", () -> firstRow(page), "BIG"::equals);
        page.getByTestId("sort-change").focus();
        await(
                "what the change is against",
                () -> page.getByTestId("tip").textContent(),
                text -> text.contains("close of the UTC day before"));
        page.keyboard().press("Enter");
        await("the largest rise first", () -> firstRow(page), crowd(CROWD - 1)::equals);
        assertEquals(
                "descending", page.locator("th:has([data-testid=sort-change])").getAttribute("aria-sort"));
        page.keyboard().press("Enter");
        await("the largest fall first", () -> firstRow(page), crowd(0)::equals);
        page.getByTestId("sort-symbol").click();
        await("by symbol", () -> firstRow(page), "BIG"::equals);
        table.focus();
        page.keyboard().press("End");
        await("the last row", () -> lastRow(page), "SIG"::equals);
        await("it to be chosen", () -> selected(page), "SIG"::equals);
        assertEquals(
                3,
                page.locator("table.market tbody button[tabindex='0']").count(),
                "only the chosen row's star, symbol and signal can be reached by tab");
        assertEquals("true", page.locator("[data-testid=market-SIG]").getAttribute("aria-selected"));
        assertEquals(
                page.locator("[data-testid=market-SIG]").getAttribute("id"),
                table.getAttribute("aria-activedescendant"));
        Locator newest = page.locator("[data-testid=market-SIG] [data-signal]");
        String strategy = newest.getAttribute("title").split(" on ", 2)[0];
        newest.click();
        await(
                "the reason",
                () -> text(page, "signal-explain"),
                text -> text.contains("SIG") && text.contains("Strategy " + strategy) && text.contains("crosses up"));
        page.keyboard().press("Escape");
        table.focus();
        page.keyboard().press("Home");
        await("the first to be chosen", () -> selected(page), "BIG"::equals);

        page.getByTestId("market-filter").fill("c0000");
        await("those that match", () -> page.getByTestId("market-count").textContent(), ("1 of " + ALL)::equals);
        post(List.of(candle("C0000", 3, 99)));
        Locator last = page.locator("[data-testid=market-C0000] .last");
        await("the new price to flash", () -> last.getAttribute("class"), value -> value.contains("rose"));
        post(List.of(candle("C0000", 4, 91)));
        await("the next one too", () -> last.getAttribute("class"), value -> value.contains("fell"));
        assertEquals("91.00", last.textContent().strip());
        assertTrue(animation(last).startsWith("fell-"), "it flashes: " + animation(last));
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        assertEquals("none", animation(last), "not for those who want no motion");
        assertEquals("\"▾\"", page.evaluate("""
                getComputedStyle(document.querySelector('[data-testid=market-C0000] .last'), '::before').content"""), "a sign says it, too");
        page.getByTestId("market-filter").fill("");
        post(List.of(candle("BIG", MINUTES, 50_050)));
        page.getByTestId("lag").click();
        for (String stage : List.of("ingest", "indicator", "web", "glass")) {
            await(
                    "the time of " + stage,
                    () -> text(page, "lag-" + stage),
                    value -> value.matches(stage + " ?[0-9.]+ m?s.*"));
        }
        assertTrue(
                text(page, "conflation").matches("Conflation: [0-9]+\\.[0-9] updates made one\\."),
                () -> text(page, "conflation"));
        page.keyboard().press("Escape");
        page.screenshot(picture("market-laptop-dark"));
        assertQuiet();
    }

    @Test
    void listsHaveNamesAndAnOrderAndStay() throws IOException {
        Page page = open(1440, 900, ColorScheme.LIGHT);
        page.getByTestId("sort-symbol").click();
        await("by symbol", () -> firstRow(page), "BIG"::equals);
        for (String symbol : List.of("C0000", "BIG", "C0001")) {
            page.locator("[data-star=" + symbol + "]").click();
        }
        choose(page, "Favourites");
        await("the list", () -> count(page), ("3 of " + ALL)::equals);
        assertEquals("C0000", firstRow(page), "in its own order");
        page.locator("[data-star=C0001]").click();
        await("one fewer", () -> count(page), ("2 of " + ALL)::equals);

        choose(page, "New list …");
        page.getByTestId("ask-name").fill("Mine <b>");
        page.keyboard().press("Enter");
        await("an empty list", () -> count(page), ("0 of " + ALL)::equals);
        assertTrue(text(page, "market-table").contains("“Mine <b>” is empty"), () -> text(page, "market-table"));
        choose(page, "Add symbols …");
        page.getByTestId("ask-name").fill("c0007, big NONESUCH sig");
        page.keyboard().press("Enter");
        await("to be told", () -> text(page, "ask-text"), text -> text.contains("NONESUCH"));
        page.keyboard().press("Escape");
        await("those that are known", () -> rows(page), List.of("C0007", "BIG", "SIG")::equals);
        page.getByTestId("market-grid").focus();
        page.keyboard().press("End");
        await("the last one", () -> selected(page), "SIG"::equals);
        page.keyboard().press("Alt+ArrowUp");
        await("a new order", () -> rows(page), List.of("C0007", "SIG", "BIG")::equals);
        page.locator("tt-market [data-testid=symbol-lists]").click();
        item(page, "SIG on Favourites").click();
        page.locator("tt-market [data-testid=symbol-lists]").click();
        assertEquals("true", item(page, "SIG on Favourites").getAttribute("aria-checked"));
        item(page, "SIG on Mine <b>").click();
        await("taken off", () -> rows(page), List.of("C0007", "BIG")::equals);
        choose(page, "Rename …");
        page.getByTestId("ask-name").fill("Favourites");
        page.keyboard().press("Enter");
        await("to be told", () -> text(page, "ask-text"), text -> text.contains("already"));
        page.keyboard().press("Escape");
        choose(page, "Rename …");
        page.getByTestId("ask-name").fill("Ours");
        page.keyboard().press("Enter");
        await("the new name", () -> text(page, "list-picker"), text -> text.startsWith("Ours"));
        Download file = page.waitForDownload(() -> {
            page.getByTestId("layouts").click();
            item(page, "Export as JSON").click();
        });
        String layout = Files.readString(file.path());
        assertTrue(layout.replaceAll("\\s", "").contains("\"lists\":{\"Ours\":[\"C0007\",\"BIG\"]}"), layout);
        page.reload();
        await("the list to stay", () -> count(page), ("2 of " + ALL)::equals);

        arrange(page, "laptop");
        choose(page, "Favourites");
        await("the list in its order", () -> watched(page), "[C0000, BIG, SIG]"::equals);
        page.getByTestId("watch-SIG").click();
        page.getByTestId("watchlist").focus();
        page.keyboard().press("Alt+ArrowUp");
        await("SIG to be second", () -> watched(page), "[C0000, SIG, BIG]"::equals);
        choose(page, "Delete …");
        page.keyboard().press("Enter");
        await("all symbols again", () -> watched(page), text -> text.startsWith("[BIG, C0000, C0001"));
        assertQuiet();
    }

    @Test
    void theHeatMapShowsTurnoverAndChange() {
        Page page = open(1440, 900, ColorScheme.DARK);
        Locator big = page.getByTestId("tile-BIG");
        await("the largest tile", big::count, n -> n == 1);
        assertEquals(
                "BIG +0.10%, volume 50.00K", big.getAttribute("aria-label").replaceAll("volume .*", "volume 50.00K"));
        double share = area(big) / area(page.getByTestId("heatmap"));
        // 50 candles of 1,000 shares at 50,000 against 149 of 400 others with 2,000 at 100.
        double expected = 50 * 50_049.0 / (50 * 50_049.0 + 50 * 92.0 + 148 * 2 * 101.0);
        assertEquals(expected, share, 0.02, "its share of the map");
        assertTrue(
                page.getByTestId("tile-" + crowd(CROWD - 1))
                        .getAttribute("class")
                        .contains("up-"),
                "the others by turnover");
        page.locator("[data-size=equal]").click();
        await("equal tiles", () -> area(page.getByTestId("tile-BIG")), area -> area < 10_000);
        assertTrue(page.getByTestId("tile-" + crowd(7)).getAttribute("class").contains("down-"));
        assertEquals(1, page.locator(".tile[tabindex='0']").count(), "one stop for the tab key");
        String top = (String) page.evaluate("[...document.querySelectorAll('.tile[data-symbol]')]"
                + ".sort((a, b) => a.offsetTop - b.offsetTop || a.offsetLeft - b.offsetLeft)[0].dataset.symbol");
        page.getByTestId("tile-" + top).focus();
        page.keyboard().press("ArrowDown");
        String below = (String) page.evaluate("document.activeElement.dataset.symbol");
        assertTrue(
                page.getByTestId("tile-" + below).boundingBox().y
                        > page.getByTestId("tile-" + top).boundingBox().y,
                below + " is below");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Enter");
        await("the symbol to be chosen", () -> selected(page), top::equals);
        assertEquals("tile-" + top, page.evaluate("document.activeElement.dataset.testid"), "the focus stays there");
        page.evaluate("document.documentElement.dataset.palette = 'colour-blind'");
        page.screenshot(picture("heatmap-laptop-colour-blind"));
        assertQuiet();
    }

    @Test
    void oneStockAtAGlance() {
        for (boolean phone : List.of(false, true)) {
            Page page = phone ? open(390, 844, ColorScheme.LIGHT) : open(1440, 900, ColorScheme.DARK);
            if (phone) {
                page.getByTestId("panel-stocks").click();
                page.locator("[data-tab]", new Page.LocatorOptions().setHasText("One stock"))
                        .first()
                        .click();
            }
            await("its orders", () -> text(page, "stock-depth"), text -> text.contains("3 orders"));
            assertTrue(text(page, "stock-depth").contains("bid 49,990.00"), () -> text(page, "stock-depth"));
            assertTrue(text(page, "stock-depth").contains("ask 50,010.00"), () -> text(page, "stock-depth"));
            assertEquals(2, page.locator("[data-testid=stock-depth] path[d^=M]").count());
            assertTrue(text(page, "stock-sentiment").contains("+0.20 positive"), () -> text(page, "stock-sentiment"));
            assertTrue(text(page, "stock-figures").contains("P/E 31.5"), () -> text(page, "stock-figures"));
            assertTrue(text(page, "stock-figures").contains("GDP Growth Rate 2.25"), () -> text(page, "stock-figures"));
            assertTrue(text(page, "stock-day").contains("50,049.00"), () -> text(page, "stock-day"));
            assertTrue(
                    text(page, "stock-depth").contains("3049,990.0050,010.00102049,980.00"),
                    () -> text(page, "stock-depth"));
            assertEquals(
                    false, page.evaluate("document.documentElement.scrollWidth > innerWidth"), "nothing sticks out");
            page.screenshot(picture("stock-" + (phone ? "phone-light" : "laptop-dark")));
            if (!phone) {
                signalsHaveAnOutcomeAndAStockCanBePinned(page);
            }
        }
        assertQuiet();
    }

    @Test
    void aPhoneHasAllOfItAndATapOpensTheStock() {
        Page page = browser.open(390, 844, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#SIG/1m");
        await("the page to be live", () -> text(page, "status-connection"), "● live"::equals);
        page.getByTestId("panel-watch").click();
        page.getByTestId("tab-heatmap").click();
        await("tiles", () -> page.locator(".tile[data-symbol]").count(), n -> n == 150);
        page.reload();
        await(
                "the heat map in front after a reload, too",
                () -> page.locator(".tile[data-symbol]:visible").count(),
                n -> n == 150);
        assertNothingSticksOut(page, "heat map");
        page.screenshot(picture("heatmap-phone-dark"));
        page.getByTestId("tab-market").click();
        await("rows", () -> rows(page).size(), n -> n > 3);
        assertNothingSticksOut(page, "market");
        page.screenshot(picture("market-phone-dark"));
        page.locator("[data-choose=BIG]").click();
        await("the stock", () -> page.getByTestId("stock").isVisible(), seen -> seen);
        await("of this symbol", () -> page.getByTestId("stock").getAttribute("data-symbol"), "BIG"::equals);
        assertNothingSticksOut(page, "stock");
        page.locator("tt-stock [data-act=chart]").click();
        await("its chart", () -> page.getByTestId("chart").isVisible(), seen -> seen);
        assertQuiet();
    }

    @Test
    void axeFindsNothingSerious() throws IOException {
        String axe = Files.readString(Path.of("webroot/node_modules/axe-core/axe.min.js"));
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            for (int width : new int[] {1440, 390}) {
                Page page = open(width, width == 390 ? 844 : 900, scheme);
                if (width == 390) {
                    page.getByTestId("panel-watch").click();
                }
                await("rows", () -> rows(page).size(), n -> n > 3);
                page.evaluate(axe);
                assertEquals(List.of(), page.evaluate("""
                        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                          .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 5).map((n) => n.html.slice(0, 200)).join(' ; '))"""), scheme + " " + width);
            }
        }
        assertQuiet();
    }
}
