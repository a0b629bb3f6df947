package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The description that the server gives of its REST interface is that of its routes, parameters and answers. */
class ApiDescriptionTest {

    private static final Path ROUTES = Path.of("src/main/java/dev/ticktide/web/rest");
    /** A route and the parameters that it takes. */
    private static final Pattern ROUTE =
            Pattern.compile("\\bsuper\\(\\s*\"(/[^\"]+)\",\\s*Set\\.of\\(([^)]*)\\)(, bodies)?\\)");

    private static final String API = "/api/v1";

    private static final long T0 = 1_760_000_040L;
    private static final int MINUTES = 120;
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    @RegisterExtension
    static Browser browser = new Browser();

    private static final TicktideProcess.Runner RUNNER = new TicktideProcess.Runner();
    private static TicktideProcess server;
    private static JsonNode description;
    private static String signal;

    @BeforeAll
    static void start() {
        server = RUNNER.start(
                folder,
                "start",
                Ports.free(),
                "--set",
                "notifications.subscriptions=[{recipient: ada@example.org, timeframes: ['*'], max_age: 36500d}]");
        description = server.get("/openapi.json");
        post(candles("AAPL"));
        post(candles("BTC/USDT"));
        post("""
                [{"data_type":"order_book","stock_symbol":"AAPL","timestamp":%1$d,"order_type":"buy","price":10,"quantity":5},
                {"data_type":"news_sentiment","stock_symbol":"AAPL","timestamp":%1$d,"sentiment_score":0.5,"sentiment_magnitude":0.5},
                {"data_type":"market_data","stock_symbol":"AAPL","timestamp":%1$d,"market_cap":1000,"pe_ratio":12},
                {"data_type":"economic_indicator","indicator_name":"GDP","timestamp":%1$d,"value":2}]""".formatted(T0));
        Await.until(
                "a signal whose outcome is known, on the board and in the inbox",
                Duration.ofSeconds(20),
                () -> server.get("/api/v1/signals?symbol=AAPL&limit=10000"),
                signals -> signals.size() > 0
                        && server.get("/api/v1/notifications").size() > 0
                        && server.get("/api/v1/summary/AAPL")
                                        .at("/ever/reliability")
                                        .size()
                                > 0);
        signal = server.get("/api/v1/signals?symbol=AAPL&limit=1")
                .get(0)
                .path("id")
                .asText();
    }

    @AfterAll
    static void stop() {
        RUNNER.close();
    }

    /** Falls and rises by turns, so that averages and strength cross. */
    private static String candles(String symbol) {
        StringBuilder list = new StringBuilder();
        double last = 100;
        for (int i = 0; i < MINUTES; i++) {
            double close = 100 + 20 * Math.sin(i / 7.0);
            list.append(list.isEmpty() ? "[" : ",").append("""
                    {"stock_symbol":"%s","timestamp":%d,"opening_price":%s,"closing_price":%s,"high":%s,"low":%s,"volume":10}""".formatted(
                            symbol, T0 + 60L * i, last, close, Math.max(last, close), Math.min(last, close)));
            last = close;
        }
        return list.append("]").toString();
    }

    private static void post(String json) {
        HttpResponse<String> answer = server.post(json);
        assertEquals(200, answer.statusCode(), answer::body);
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() throws IOException {
        Set<String> routes = new TreeSet<>();
        routes().forEach(route -> routes.add(API + route.group(1).replaceAll(":(\\w+)", "{$1}")));
        Set<String> described = new TreeSet<>();
        description.path("paths").fieldNames().forEachRemaining(described::add);
        described.removeIf(path -> !path.startsWith(API) || path.startsWith("/api/v1/openapi."));
        assertTrue(routes.size() > 15, routes::toString);
        assertEquals(routes, described);
    }

    @Test
    void everyParameterOfARouteIsDescribedAndNothingElse() throws IOException {
        for (Matcher route : routes()) {
            Set<String> taken = new TreeSet<>();
            Pattern.compile("\"(\\w+)\"").matcher(route.group(2)).results().forEach(each -> taken.add(each.group(1)));
            String path = API + route.group(1).replaceAll(":(\\w+)", "{$1}");
            Set<String> described = new TreeSet<>();
            if (route.group(3) != null) {
                resolved(description.path("paths").path(path).at("/post/requestBody/content/application~1json/schema"))
                        .path("properties")
                        .fieldNames()
                        .forEachRemaining(described::add);
                assertEquals(taken, described, path);
                continue;
            }
            description.path("paths").path(path).path("get").path("parameters").forEach(each -> {
                JsonNode parameter = resolved(each);
                if (parameter.path("in").asText().equals("query")) {
                    described.add(parameter.path("name").asText());
                }
                assertFalse(parameter.path("description").asText().isBlank(), () -> path + " " + parameter);
            });
            assertEquals(taken, described, path);
        }
    }

    @Test
    void everyFieldSaysWhatItIs() {
        List<String> silent = new ArrayList<>();
        fields(description.at("/components/schemas"), "", silent);
        assertEquals(List.of(), silent);
    }

    @TestFactory
    Stream<DynamicTest> realAnswersAreAsDescribed() {
        return Stream.of(
                        "/ping /ping",
                        "/symbols /symbols",
                        "/candles /candles?symbol=AAPL&timeframe=raw&limit=50",
                        "/candles /candles?symbol=AAPL&timeframe=1m",
                        "/indicators /indicators?symbol=AAPL&timeframe=1m&names=sma(20),rsi(14),ema(200)",
                        "/indicators/catalog /indicators/catalog",
                        "/formulas/words /formulas/words",
                        "/signals /signals?symbol=AAPL",
                        "/signals /signals?side=buy&limit=1",
                        "/signals/{id} /signals/" + signal,
                        "/sparklines /sparklines?symbols=AAPL,BTC%2FUSDT",
                        "/explain /explain?symbol=AAPL&timeframe=1m&time=" + (T0 + 60L * 90) + "000",
                        "/explain /explain?symbol=AAPL&timeframe=1m&time=" + (T0 + 60L * 2) + "000",
                        "/explain /explain?symbol=AAPL&timeframe=1h&time=" + (T0 + 60L * (MINUTES - 1)) + "000",
                        "/metadata /metadata?symbol=AAPL",
                        "/metadata /metadata?type=economic_indicator",
                        "/summary /summary",
                        "/summary/{symbol} /summary/BTC%2FUSDT",
                        "/strategies /strategies",
                        "/notifications /notifications?limit=500",
                        "/cluster /cluster",
                        "/config /config",
                        "/snapshot /snapshot?symbol=AAPL&timeframe=1m",
                        "/snapshot /snapshot?symbol=AAPL&timeframe=raw")
                .map(line -> line.split(" "))
                .map(call -> dynamicTest(call[1], () -> {
                    JsonNode answer = server.get(API + call[1]);
                    assertTrue(!answer.isArray() || !answer.isEmpty(), "something to look at");
                    assertEquals(Set.of(), validate(API + call[0], "200", "application/json", answer));
                }));
    }

    @TestFactory
    Stream<DynamicTest> realAnswersToChartProgramsAreAsDescribed() {
        return Stream.of(
                        "/udf/config",
                        "/udf/search?query=b",
                        "/udf/symbols?symbol=AAPL",
                        "/udf/symbols?symbol=NOBODY",
                        "/udf/quotes?symbols=AAPL,NOBODY",
                        "/udf/history?symbol=AAPL&resolution=1&countback=10",
                        "/udf/history?symbol=AAPL&resolution=1&from=0&to=1000",
                        "/udf/history?symbol=AAPL&resolution=7",
                        "/udf/marks?symbol=AAPL&resolution=1",
                        "/udf/timescale_marks?symbol=AAPL")
                .map(call -> dynamicTest(
                        call,
                        () -> assertEquals(
                                Set.of(),
                                validate(call.split("\\?")[0], "200", "application/json", server.get(call)))));
    }

    @Test
    void theSameDescriptionIsAtEveryPlaceAndInBothForms() throws IOException {
        assertEquals(description, server.get("/api/v1/openapi.json"));
        for (String place : List.of("/openapi.yaml", "/api/v1/openapi.yaml")) {
            assertEquals(
                    description, new YAMLMapper().readTree(server.fetch(place).body()), place);
        }
    }

    @Test
    void thePageDrawsEveryCallWithoutTrouble() {
        Page page = browser.open(1440, 900, ColorScheme.DARK);
        page.navigate(server.webUrl() + "/api.html#post-/ingest");
        page.locator("[id='post-/ingest']").waitFor();
        int calls = 0;
        for (JsonNode path : description.path("paths")) {
            calls += path.has("get") ? 1 : 0;
            calls += path.has("post") ? 1 : 0;
        }
        assertEquals(calls, page.locator(".expanded-endpoint-body").count());
        page.screenshot(new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("api-page.png")));
        page.context().close();
        assertEquals(List.of(), browser.takeTrouble());
    }

    @Test
    void realRefusalsAreAsDescribed() throws IOException {
        for (String[] call : new String[][] {
            {"/candles", "404", "/candles?symbol=NOBODY"},
            {"/candles", "422", "/candles?symbol=AAPL&from=1760000040"},
            {"/indicators", "422", "/indicators?symbol=AAPL&names=macd(3)"},
            {"/signals", "422", "/signals?strategy=oracle"},
            {"/signals/{id}", "404", "/signals/abc"},
            {"/explain", "422", "/explain?symbol=AAPL"},
            {"/snapshot", "404", "/snapshot?symbol=NOBODY"}
        }) {
            HttpResponse<String> answer = server.fetch(API + call[2]);
            assertEquals(call[1], Integer.toString(answer.statusCode()), call[2]);
            assertEquals(
                    Set.of(),
                    validate(API + call[0], call[1], "application/problem+json", JSON.readTree(answer.body())));
        }
    }

    /** What somebody reads who wonders: the definitions that nobody could guess. */
    @Test
    void theDefinitionsThatNobodyCouldGuessAreThere() {
        assertTrue(text("/components/parameters/To/description").contains("does NOT belong"));
        assertTrue(text("/components/parameters/From/description").contains("BEGINS"));
        assertTrue(text("/components/schemas/QuoteFields/properties/change/description")
                .contains("UTC day before"));
        assertTrue(description
                .at("/components/schemas/Summary/properties/market/properties/mostActive/description")
                .asText()
                .contains("TURNOVER"));
        assertTrue(description
                .at("/paths/~1api~1v1~1signals/get/parameters")
                .toString()
                .contains("bar CLOSED at this time"));
    }

    @Test
    void aFieldThatIsNotDescribedWouldBeSeen() {
        ObjectNode quote = (ObjectNode) server.get("/api/v1/symbols").get(0);
        quote.put("surprise", 1);
        assertFalse(validate(
                        API + "/symbols",
                        "200",
                        "application/json",
                        JSON.createArrayNode().add(quote))
                .isEmpty());
    }

    private static String text(String pointer) {
        return description.at(pointer).asText();
    }

    private static List<Matcher> routes() throws IOException {
        List<Matcher> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROUTES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher route = ROUTE.matcher(Files.readString(file));
                if (route.find()) {
                    found.add(route);
                }
            }
        }
        return found;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static Set<ValidationMessage> validate(String path, String status, String type, JsonNode answer) {
        JsonNode response = resolved(description
                .path("paths")
                .path(path)
                .path("get")
                .path("responses")
                .path(status));
        JsonNode wanted = response.path("content").path(type).path("schema");
        assertFalse(wanted.isMissingNode(), () -> path + " describes no answer " + status);
        // References within the description need it around them.
        ObjectNode schema = JSON.createObjectNode();
        schema.set("components", description.path("components"));
        schema.putArray("allOf").add(wanted);
        JsonSchema made = SCHEMAS.getSchema(schema);
        return made.validate(answer);
    }

    private static void fields(JsonNode node, String place, List<String> silent) {
        JsonNode properties = node.path("properties");
        properties.properties().forEach(field -> {
            if (!field.getValue().has("description")
                    && !resolved(field.getValue()).has("description")
                    && !field.getValue().path("$ref").asText().matches(".*(Rule|Row|Columns|Outcome|Warmup)")) {
                silent.add(place + "." + field.getKey());
            }
        });
        node.properties().forEach(field -> fields(field.getValue(), place + "/" + field.getKey(), silent));
    }
}
