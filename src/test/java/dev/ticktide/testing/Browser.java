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
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * The installed Chromium, with a record of everything in it that went wrong or asked a foreign host. As an extension in a field
 * of the instance its pages are closed after each test, as one in a static field after all tests of the class. The process of
 * Chromium is started once and serves all tests of a JVM, or of a class where JUnit is started for each class: each page has
 * a profile of its own anyway.
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
    private final List<BrowserContext> profiles = new ArrayList<>();
    private boolean forAll;
    private Chromium chromium;

    @Override
    public void beforeAll(ExtensionContext context) {
        forAll = true;
        chromium = Chromium.shared(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!forAll) {
            chromium = Chromium.shared(context);
        }
    }

    /** For those that are no test: a process of its own, until {@link #stop}. */
    public void start() {
        chromium = new Chromium();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forAll) {
            closePages();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        closePages();
    }

    /** Ends what {@link #start} began. */
    public void stop() {
        profiles.clear();
        if (chromium != null) {
            chromium.close();
        }
    }

    private void closePages() {
        profiles.forEach(BrowserContext::close);
        profiles.clear();
    }

    /** A page in a window of this size and a profile of its own. */
    public Page open(int width, int height, ColorScheme scheme) {
        BrowserContext context = chromium.browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setTimezoneId("UTC"));
        profiles.add(context);
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

    /** A process of Chromium and the one that Playwright drives it with. Only for the thread that made it. */
    private static final class Chromium implements AutoCloseable {

        private final Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        private final com.microsoft.playwright.Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(ARGUMENTS));

        /** The one of all tests; another one if that has died. */
        static Chromium shared(ExtensionContext context) {
            Store store = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Browser.class));
            Chromium there = store.getOrComputeIfAbsent(Chromium.class);
            if (!there.browser.isConnected()) {
                there.close();
                store.remove(Chromium.class);
                there = store.getOrComputeIfAbsent(Chromium.class);
            }
            return there;
        }

        @Override
        public void close() {
            playwright.close();
        }

        private static Path executable() {
            return Stream.of(
                            System.getenv("TICKTIDE_CHROMIUM"),
                            "/usr/bin/chromium",
                            "/usr/bin/chromium-browser",
                            "/usr/bin/google-chrome")
                    .filter(Objects::nonNull)
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(
                            () -> new AssertionError(
                                    "no Chromium found: install it (Debian: apt-get install chromium) or set TICKTIDE_CHROMIUM"));
        }
    }
}
