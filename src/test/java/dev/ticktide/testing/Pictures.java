package dev.ticktide.testing;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

/** {@code ./ticktide pictures}: makes the pictures of README and docs anew, of a demo that it starts with data of its own. */
public final class Pictures {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path DOCS = Path.of("docs");
    private static final String STYLES = """
            (() => {
              const set = (panelId, change) =>
                document.dispatchEvent(new CustomEvent('tt-panel-settings', { detail: { panelId, ...change } }));
              const [, second, third, fourth] = [...document.querySelectorAll('tt-chart')].map(({ panelId }) => panelId);
              set(second, { style: 'heikin' });
              set(third, { compare: 'MSFT' });
              set(fourth, { style: 'bars', studies: [{ name: 'sma(20)', color: 0 }] });
            })()""";

    private final Browser browser = new Browser();
    private final TicktideProcess demo;

    private Pictures(TicktideProcess demo) {
        this.demo = demo;
    }

    public static void main(String[] args) throws IOException {
        Path data = Files.createTempDirectory("ticktide-pictures");
        try (TicktideProcess.Runner runner = new TicktideProcess.Runner()) {
            Pictures pictures = new Pictures(runner.start(data, "demo", Ports.free()));
            pictures.browser.start();
            try {
                pictures.all();
            } finally {
                pictures.browser.stop();
            }
        }
    }

    private void all() throws IOException {
        Page page = open(1440, 900, ColorScheme.DARK);
        Await.until(
                "the history",
                LIMIT,
                () -> page.getByTestId("filling").count()
                                        + page.getByTestId("signal-row").count()
                                > 100
                        && page.getByTestId("filling").count() == 0,
                Boolean.TRUE::equals);
        // Without the gaps of a page that was there while the history came.
        page.reload();
        page.getByTestId("status-connection").getByText("live").waitFor();
        choose(page);
        page.getByTestId("indicator-rsi(14)").waitFor();
        save(page, "dashboard");
        page.getByTestId("show-studies").click();
        page.getByTestId("indicator-sma(26)").waitFor();
        save(page, "explain");
        arrange(page, "charts");
        page.evaluate(STYLES);
        page.getByTestId("compared").waitFor();
        save(page, "charts");
        arrange(page, "market");
        page.getByTestId("heatmap").waitFor();
        save(page, "market");
        Page phone = open(390, 844, ColorScheme.LIGHT);
        save(phone, "phone");
    }

    /** The newest crossing on bars of a minute that has an outcome. */
    private static void choose(Page page) {
        page.locator("[data-testid=signal-row][data-timeframe='1m']:has-text('trend'):has-text('%')")
                .first()
                .click();
        page.getByTestId("signal-explain").waitFor();
    }

    private Page open(int width, int height, ColorScheme scheme) {
        Page page = browser.open(width, height, scheme);
        // While history is being filled in, everything takes its time.
        page.setDefaultTimeout((double) LIMIT.toMillis());
        page.addInitScript("localStorage.setItem('ticktide', '{ \"toasts\": \"off\" }')");
        page.navigate(demo.webUrl() + "/#AAPL/1m");
        page.getByTestId("status-connection").getByText("live").waitFor();
        return page;
    }

    private static void arrange(Page page, String preset) {
        page.evaluate(
                "preset => document.dispatchEvent(new CustomEvent('tt-layout', { detail: { act: 'reset', preset } }))",
                preset);
    }

    private static void save(Page page, String name) throws IOException {
        page.mouse().move(1, 1);
        // Charts draw at the page's pace.
        page.waitForTimeout(3_000);
        byte[] png = page.screenshot();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        Path file = DOCS.resolve(name + ".png");
        ImageIO.write(FewColours.of(image), "png", file.toFile());
        System.out.println(file + ", " + Files.size(file) / 1_000 + " kB");
    }
}
