package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every key that the help lists does what it says, where it says; the list is the one of model/commands.js. */
class KeysTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String HELP = """
            (async () => {
              const { keyHelp } = await import('/model/keyhelp.js');
              const state = document.querySelector('tt-grid').store.state;
              return keyHelp(state).flatMap(([, rows]) => rows.flatMap(({ id, keys }) => keys.map((key) => id + '\\n' + key)));
            })()""";

    /** Each test of a key begins with the same page: AAPL, IBM and MSFT, nothing open, no focus. */
    private static final String READY = """
            (() => {
              const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
              const state = document.querySelector('tt-grid').store.state;
              document.activeElement?.blur();
              document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
              document.querySelectorAll('[popover]:popover-open').forEach((menu) => menu.hidePopover());
              send('tt-prefs', { lists: { Mine: ['AAPL', 'IBM', 'MSFT'] } });
              send('tt-signal', { id: null });
              send('tt-layout', { act: 'reset', preset: '%s' });
              send('tt-timeframe', { timeframe: '%s' });
              send('tt-symbol', { symbol: 'IBM' });
              window.state = state;
              window.send = send;
              window.chart = () => document.querySelector('tt-chart');
              window.range = () => chart().plot.chart.timeScale().getVisibleLogicalRange();
              window.focused = () => document.activeElement.dataset.testid ?? document.activeElement.id;
              window.place = (id) => { const { x, y, w, h } = state.layout.panels.find((panel) => panel.id === id); return `${x},${y} ${w}x${h}`; };
              window.legend = () => document.querySelector('[data-testid=legend] .ohlc').textContent;
            })()""";

    private static final TicktideProcess.Runner TICKTIDE = new TicktideProcess.Runner();

    @TempDir
    static Path folder;

    private static TicktideProcess server;

    @RegisterExtension
    final Browser browser = new Browser();

    private Page page;

    @BeforeAll
    static void start() {
        server = TICKTIDE.start(folder, "start", Ports.free());
        for (String symbol : List.of("AAPL", "IBM", "MSFT")) {
            double[] changes = new double[90];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = i % 3 == 0 ? 0.31 : -0.12;
            }
            String batch = new Candles(symbol, Instant.now().getEpochSecond() - 120, 190).next(changes);
            assertEquals(200, server.post(batch).statusCode());
        }
    }

    @AfterAll
    static void stop() {
        TICKTIDE.close();
    }

    @Test
    void everyKeyInTheHelpDoesWhatItSays() {
        page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/#IBM/raw");
        page.getByTestId("status-connection").getByText("live").waitFor();
        List<String> keys = new ArrayList<>();
        ((List<?>) page.evaluate(HELP)).forEach(key -> keys.add((String) key));
        assertTrue(keys.size() > 60, keys::toString);
        for (String each : keys) {
            String[] parts = each.split("\n");
            try {
                holds(parts[0], parts[1]);
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("the key " + parts[1] + " of " + parts[0], failed);
            }
        }
        assertEquals(List.of(), browser.takeTrouble());
    }

    private void holds(String id, String key) {
        boolean market = id.startsWith("row-") || id.startsWith("tile-");
        page.evaluate(READY.formatted(market ? "market" : "laptop", "raw"));
        awaitTrue("the panels", "!!document.querySelector('" + (market ? "tt-market" : "tt-watchlist") + "')");
        awaitTrue("the chart", "chart().dataset.key !== '' && range() !== null && legend().includes('IBM')");
        if (id.startsWith("timeframe-")) {
            page.evaluate(
                    "send('tt-timeframe', { timeframe: state.timeframes.find((each) => 'timeframe-' + each !== '%s') })"
                            .formatted(id));
            press(key);
            awaitTrue("the timeframe", "'timeframe-' + state.selection.timeframe === '" + id + "'");
            return;
        }
        switch (id) {
            case "find" -> opens(key, "focused() === 'finder-input'");
            case "add-panel" -> opens(key, "document.activeElement.value === 'add '");
            case "next-symbol" -> opens(key, "state.selection.symbol === 'MSFT'");
            case "previous-symbol" -> opens(key, "state.selection.symbol === 'AAPL'");
            case "older" -> changes(key, "legend()");
            case "newer" -> {
                changes("ArrowLeft", "legend()");
                changes("ArrowLeft", "legend()");
                changes(key, "legend()");
            }
            case "newest" -> {
                page.evaluate("chart().plot.chart.timeScale().scrollToPosition(-30, false)");
                awaitTrue("an older place", "range().to < 80");
                opens(key, "range().to > 85");
            }
            case "studies" ->
                opens(key, "document.querySelector('.studydialog').matches(':open, [open], :popover-open')");
            case "full-screen" -> {
                opens(key, "document.fullscreenElement !== null");
                page.evaluate("document.exitFullscreen()");
                awaitTrue("the page", "document.fullscreenElement === null");
            }
            case "why" -> opens(key, "state.selection.why !== null && state.selection.why !== undefined");
            case "zoom-in" -> opens(key, "range().to - range().from < " + width());
            case "zoom-out" -> opens(key, "range().to - range().from > " + width());
            case "next-panel", "previous-panel" -> opens(key, "focused().startsWith('grip-')");
            case "close-explanation" -> {
                press("w");
                awaitTrue("the explanation", "Boolean(state.selection.why)");
                opens(key, "!state.selection.why");
            }
            case "help", "settings" -> opens(key, "document.querySelector('tt-" + id + " dialog').open");
            case "layout-menu" -> opens(key, "document.querySelector('.menu:popover-open') !== null");
            case "save-layout" -> opens(key, "focused() === 'ask-name'");
            case "read-all" -> {
                page.evaluate("window.before = state.reading");
                opens(key, "state.reading !== window.before");
            }
            case "grip-take" -> {
                focus("[data-testid=grip-chart]");
                opens(key, "document.activeElement.getAttribute('aria-pressed') === 'true'");
                opens(key, "document.activeElement.getAttribute('aria-pressed') === 'false'");
            }
            case "grip-move" -> {
                take();
                if (key.equals("ArrowUp")) {
                    press("ArrowDown");
                    awaitTrue("the chart below", "place('chart') === '4,8 15x16'");
                }
                changes(key, "place('chart')");
                awaitTrue("its size", "place('chart').endsWith('15x16')");
            }
            case "grip-resize" -> {
                take();
                changes(key, "place('chart')");
            }
            case "grip-undo" -> {
                take();
                press("ArrowDown");
                awaitTrue("the chart below", "place('chart') === '4,8 15x16'");
                opens(key, "place('chart') === '4,0 15x16'");
            }
            case "list-walk", "list-page", "list-ends" -> {
                focus("[data-testid=watchlist]");
                changes(key, "state.selection.symbol");
            }
            case "list-order" -> {
                page.evaluate("send('tt-panel-settings', { panelId: 'watchlist', list: 'Mine' })");
                focus("[data-testid=watchlist]");
                changes(key, "state.prefs.lists.Mine.join()");
                page.evaluate("send('tt-panel-settings', { panelId: 'watchlist', list: null })");
            }
            case "search-first", "search-clear" -> {
                focus("tt-watchlist input");
                page.keyboard().type("ms");
                opens(
                        key,
                        id.equals("search-first")
                                ? "state.selection.symbol === 'MSFT'"
                                : "document.querySelector('tt-watchlist input').value === ''");
            }
            case "bar-walk", "bar-ten" -> {
                focus("tt-chart .canvas");
                changes("Shift+ArrowLeft", "legend()");
                changes("Shift+ArrowLeft", "legend()");
                changes(key, "legend()");
            }
            case "bar-first" -> {
                focus("tt-chart .canvas");
                changes("ArrowLeft", "legend()");
                changes(key, "legend()");
            }
            case "bar-menu" -> {
                focus("tt-chart .canvas");
                opens(key, "document.querySelector('.chartmenu:popover-open') !== null");
            }
            case "bar-play" -> {
                focus("tt-chart .canvas");
                press("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft");
                page.getByTestId("chart-replay").first().click();
                awaitTrue("the replay", "Boolean(state.replay)");
                focus("tt-chart .canvas");
                changes(key, "String(state.replay.playing)");
                page.getByTestId("replay-end").first().click();
            }
            case "row-walk", "row-page", "row-ends" -> {
                focus("[data-testid=market-grid]");
                page.evaluate("send('tt-panel-settings', { panelId: 'market', sort: 'symbol', descending: false })");
                awaitTrue("the order", "document.querySelector('th[aria-sort=ascending]') !== null");
                changes(key, "state.selection.symbol");
            }
            case "stock-walk", "stock-page", "stock-ends" -> {
                focus("[data-testid=summary-grid]");
                changes(key, "state.selection.symbol");
            }
            case "row-open" -> {
                page.evaluate("document.addEventListener('tt-stock', () => (window.opened = true), { once: true })");
                focus("[data-testid=market-grid]");
                opens(key, "window.opened === true");
            }
            case "row-order" -> {
                page.evaluate("send('tt-panel-settings', { panelId: 'market', list: 'Mine' })");
                focus("[data-testid=market-grid]");
                changes(key, "state.prefs.lists.Mine.join()");
            }
            case "tile-walk" -> {
                awaitTrue("tiles", "document.querySelectorAll('.tiles .tile').length === 3");
                boolean moved = false;
                for (String symbol : List.of("AAPL", "IBM", "MSFT")) {
                    focus("[data-testid=tile-" + symbol + "]");
                    press(key);
                    moved |= !("tile-" + symbol).equals(page.evaluate("focused()"));
                }
                // Three tiles side by side have neighbours in two directions only, which the other keys then show.
                assertTrue(
                        moved
                                || page.evaluate(
                                                "new Set([...document.querySelectorAll('.tiles .tile')].map((tile) => tile.style."
                                                        + (key.matches("ArrowLeft|ArrowRight") ? "left" : "top")
                                                        + ")).size")
                                        .equals(1),
                        "to a tile beside");
            }
            case "tile-choose" -> {
                awaitTrue("tiles", "document.querySelectorAll('.tiles .tile').length === 3");
                focus("[data-testid=tile-MSFT]");
                opens(key, "state.selection.symbol === 'MSFT'");
            }
            case "menu-walk" -> {
                press("l");
                awaitTrue("the menu", "document.querySelector('.menu:popover-open') !== null");
                changes(key, "document.activeElement.textContent");
            }
            case "menu-choose", "menu-close" -> {
                press("l");
                awaitTrue("the menu", "document.querySelector('.menu:popover-open') !== null");
                opens(key, "document.querySelector('.menu') === null");
            }
            default -> throw new AssertionError("the help lists " + id + ", and nothing here says what it does");
        }
    }

    private void take() {
        focus("[data-testid=grip-chart]");
        press("Enter");
    }

    private Object width() {
        return page.evaluate("range().to - range().from");
    }

    private void focus(String selector) {
        page.locator(selector).first().focus();
    }

    private void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key.equals(" ") ? "Space" : key.replace("Ctrl+", "Control+"));
        }
    }

    private void opens(String key, String condition) {
        press(key);
        awaitTrue("the effect", condition);
    }

    private void changes(String key, String value) {
        Object before = page.evaluate(value);
        press(key);
        Await.until(
                value + " to change from " + before,
                LIMIT,
                () -> page.evaluate(value),
                now -> !Objects.equals(now, before));
    }

    private void awaitTrue(String what, String condition) {
        Await.until(what + ": " + condition, LIMIT, () -> page.evaluate(condition), Boolean.TRUE::equals);
    }
}
