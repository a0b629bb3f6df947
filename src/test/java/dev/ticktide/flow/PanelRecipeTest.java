package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Markdown;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of CONTRIBUTING.md for a panel, followed to the letter in a copy of the page's files. */
class PanelRecipeTest {

    private static final Path WEBROOT = Path.of("webroot");

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    @Test
    void aPanelIsTheFileAndTheLinesThatTheRecipeShows() throws IOException {
        Path checkout = copyOfThePage();
        List<Markdown.Block> blocks = Markdown.read(Path.of("CONTRIBUTING.md")).blocks();
        List<Markdown.Block> scripts =
                blocks.stream().filter(block -> block.kind().equals("js")).toList();
        assertEquals(1, scripts.size());
        Files.writeString(
                checkout.resolve("webroot/views/breadth.js"), scripts.get(0).text());
        List<Markdown.Block> changes = blocks.stream()
                .filter(block -> block.kind().equals("diff")
                        && block.changed(Path.of("")).startsWith(WEBROOT))
                .toList();
        assertEquals(3, changes.size());
        for (Markdown.Block change : changes) {
            change.apply(checkout);
        }

        // In a checkout the page's files are those of the folder that the program is started in.
        TicktideProcess server = ticktide.with(List.of("env", "-C", checkout.toString()), "-Xmx384m")
                .start(folder, "start", Ports.free());
        assertEquals(200, server.post(candles("AAPL", 100, 110)).statusCode());
        assertEquals(200, server.post(candles("MSFT", 100, 90)).statusCode());
        assertEquals(200, server.post(candles("TSLA", 100, 120)).statusCode());
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/");
        page.locator("tt-chart canvas").first().waitFor();
        page.keyboard().press("/");
        page.getByTestId("finder-input").fill("Add Breadth");
        page.keyboard().press("Enter");
        Await.until(
                "the panel with its value",
                Duration.ofSeconds(20),
                () -> page.getByTestId("breadth").allInnerTexts(),
                List.of("2 rising, 1 falling")::equals);
        assertEquals(1, page.locator(".panel tt-breadth").count(), "it has a panel");
        assertEquals(List.of(), browser.takeTrouble());
    }

    private Path copyOfThePage() throws IOException {
        Path copy = folder.resolve("checkout").resolve(WEBROOT);
        try (Stream<Path> files = Files.walk(WEBROOT)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(WEBROOT.resolve("node_modules")))
                    .toList()) {
                Path to = copy.resolve(WEBROOT.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return copy.getParent();
    }

    private static String candles(String symbol, double first, double last) {
        String form = "{\"stock_symbol\":\"%s\",\"opening_price\":%s,\"closing_price\":%s,\"high\":200,\"low\":1,"
                + "\"volume\":1,\"timestamp\":%d}";
        long time = 1_700_000_000L;
        return "[" + form.formatted(symbol, first, first, time) + "," + form.formatted(symbol, last, last, time + 60)
                + "]";
    }
}
