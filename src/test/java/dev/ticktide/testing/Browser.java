package dev.ticktide.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The installed Chromium, with a record of everything in it that went wrong or asked a foreign host. One for each test as an
 * extension in a field of the instance, one for all of a class as one in a static field.
 */
public final class Browser implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    /** Where tests leave pictures for people to judge. */
    public static final Path SCREENSHOTS = Path.of(System.getProperty("ticktide.build", "target"), "screenshots");

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final List<String> trouble = new ArrayList<>();
    private boolean forAll;
    private Playwright playwright;
    private com.microsoft.playwright.Browser browser;

    @Override
    public void beforeAll(ExtensionContext context) {
        forAll = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!forAll) {
            start();
        }
    }

    /** For those that are no test. */
    public void start() {
        Path chromium = chromium();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(ARGUMENTS));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forAll) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    public void stop() {
        if (playwright != null) {
            playwright.close();
        }
    }

    /** A page in a window of this size and a profile of its own. */
    public Page open(int width, int height, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setTimezoneId("UTC"));
        context.onRequest(request -> check(request.url()));
        Page page = context.newPage();
        page.onWebSocket(socket -> check(socket.url()));
        page.onConsoleMessage(this::heard);
        page.onPageError(error -> trouble.add("error in the page: " + error));
        page.onCrash(crashed -> trouble.add("the page crashed"));
        return page;
    }

    /** What went wrong since this was asked last. */
    public List<String> takeTrouble() {
        List<String> taken = List.copyOf(trouble);
        trouble.clear();
        return taken;
    }

    private void heard(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            trouble.add("console " + message.type() + ": " + message.text() + " (" + message.location() + ")");
        }
    }

    private void check(String url) {
        URI uri = URI.create(url);
        boolean own = "data".equals(uri.getScheme()) || "blob".equals(uri.getScheme());
        if (!own && !"127.0.0.1".equals(uri.getHost())) {
            trouble.add("request to a foreign host: " + url);
        }
    }

    private static Path chromium() {
        return Stream.of(
                        System.getenv("TICKTIDE_CHROMIUM"),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no Chromium found: install it (Debian: apt-get install chromium) or set TICKTIDE_CHROMIUM"));
    }
}
