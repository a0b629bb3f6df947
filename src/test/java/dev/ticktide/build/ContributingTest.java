package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Candles;
import dev.ticktide.testing.Markdown;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of CONTRIBUTING.md, followed to the letter. */
@Tag("slow")
class ContributingTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/ticktide");

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void anIndicatorIsTheOneFileThatTheRecipeShows() throws IOException {
        // Formula files are found beside the class that reads them.
        Path classes = compiled(copied(SOURCES.resolve("formula/library/TideFiles.java"), folder.resolve("copy")));
        Path indicators = classes.resolve("indicators");
        for (String formulas : List.of("indicators", "strategies")) {
            Files.createDirectories(classes.resolve(formulas));
            try (Stream<Path> files = Files.list(Path.of("src/main/resources").resolve(formulas))) {
                for (Path file : files.toList()) {
                    Files.copy(file, classes.resolve(formulas).resolve(file.getFileName()));
                }
            }
        }
        Files.writeString(
                indicators.resolve("midpoint.tide"), blocks("tide").get(0).text());
        TicktideProcess server = ticktide.before(classes)
                .start(folder, "start", Ports.free(), "--set", "indicators.names=[\"midpoint(3)\"]");
        StringBuilder candles = new StringBuilder();
        double[] closes = {10, 11, 13, 16, 20};
        for (int i = 0; i < closes.length; i++) {
            candles.append("{\"stock_symbol\":\"AAPL\",\"opening_price\":")
                    .append(closes[i])
                    .append(",\"closing_price\":")
                    .append(closes[i])
                    .append(",\"high\":")
                    .append(closes[i])
                    .append(",\"low\":")
                    .append(closes[i] - 1)
                    .append(",\"volume\":1,\"timestamp\":")
                    .append(1_700_000_000L + i)
                    .append(i == closes.length - 1 ? "}]" : "},");
        }
        assertEquals(200, server.post("[" + candles).statusCode());
        JsonNode rows = server.get("/api/v1/indicators?symbol=AAPL&timeframe=raw&names=midpoint(3)");
        assertEquals("[\"time\",\"midpoint(3)\"]", rows.get("columns").toString());
        assertTrue(rows.at("/data/1/1").isNull(), rows.toString());
        assertEquals((13 + 9) / 2.0, rows.at("/data/2/1").asDouble(), 0);
        assertEquals((20 + 12) / 2.0, rows.at("/data/4/1").asDouble(), 0);
        assertTrue(
                server.get("/api/v1/indicators/catalog")
                        .findValuesAsText("name")
                        .contains("midpoint"),
                "it is offered to charts");
        assertTrue(server.get("/api/v1/snapshot?symbol=AAPL&timeframe=raw")
                .get("indicators")
                .toString()
                .contains("midpoint(3)"));
    }

    @Test
    void aChannelIsTheTwoFilesAndTheLineThatTheRecipeShows() throws IOException {
        List<Markdown.Block> recipes = recipes();
        String channels = Files.readString(SOURCES.resolve("app/wiring/Channels.java"));
        String first = "                new MailNotifier.Channel(";
        assertTrue(channels.contains(first), channels);
        Path classes = compiled(
                write("notify/file/package-info.java", recipes.get(0).text()),
                write("notify/file/FileNotifier.java", recipes.get(1).text()),
                write(
                        "app/wiring/Channels.java",
                        channels.replace(first, recipes.get(2).text() + "\n" + first)));

        Path file = folder.resolve("signals.txt");
        TicktideProcess server = ticktide.before(classes)
                .start(
                        folder,
                        "start",
                        Ports.free(),
                        "--set",
                        "signals.strategies=[{\"name\":\"rsi-reversal\",\"timeframes\":[\"raw\"]}]",
                        "--set",
                        "notifications.subscriptions=[{\"recipient\":\"inbox\",\"timeframes\":[\"raw\"],\"channels\":{\"file\":\""
                                + file + "\"}}]");
        Candles candles = new Candles("AAPL", Instant.now().getEpochSecond() - 600, 100);
        double[] fallAndTurn = new double[21];
        Arrays.fill(fallAndTurn, -1);
        fallAndTurn[20] = 15;
        assertEquals(200, server.post(candles.next(fallAndTurn)).statusCode());
        JsonNode rows = Await.until(
                "the message to be sent",
                Duration.ofSeconds(60),
                () -> server.get("/api/v1/notifications"),
                all -> all.findValuesAsText("state").equals(List.of("sent", "sent")));
        JsonNode row = rows.get(rows.at("/0/channel").asText().equals("file") ? 0 : 1);
        assertEquals("file", row.path("channel").asText());
        assertEquals("BUY AAPL 95.00 (rsi-reversal, raw)", row.path("subject").asText());
        assertEquals(row.path("id").asText() + ' ' + row.path("subject").asText() + '\n', Files.readString(file));
    }

    @Test
    void aRestCallIsTheClassTheLineAndTheContractThatTheRecipeShows() throws IOException {
        Path checkout = folder.resolve("checkout");
        Path list = copied(SOURCES.resolve("web/rest/Api.java"), checkout);
        Path contract = copied(Path.of("src/main/resources/openapi.yaml"), checkout);
        List<Markdown.Block> changes = blocks("diff").stream()
                .filter(block -> Files.exists(block.changed(checkout)))
                .toList();
        assertEquals(3, changes.size());
        for (Markdown.Block change : changes) {
            change.apply(checkout);
        }
        Path classes = compiled(write("web/rest/Breadth.java", recipes().get(3).text()), list);
        Files.copy(contract, classes.resolve("openapi.yaml"));

        TicktideProcess server = ticktide.before(classes).start(folder, "start", Ports.free());
        Map.of("AAPL", 15.0, "MSFT", -10.0, "XOM", 20.0).forEach((symbol, change) -> {
            Candles candles = new Candles(symbol, 1_700_000_000L, 100);
            assertEquals(200, server.post(candles.next(0, change)).statusCode());
        });
        // The client compares each request and answer with the contract.
        breadthBecomes("{\"rising\":2,\"falling\":1}", server, "");
        breadthBecomes("{\"rising\":1,\"falling\":1}", server, "?sector=Technology");
        assertEquals(400, server.fetch("/api/v1/breadth?sektor=Technology").statusCode());
        assertTrue(server.get("/openapi.json").path("paths").has("/api/v1/breadth"), "it is offered on the page");
    }

    private static void breadthBecomes(String expected, TicktideProcess server, String query) {
        Await.until(
                "the answer " + expected + " to " + query,
                Duration.ofSeconds(20),
                () -> server.get("/api/v1/breadth" + query).toString(),
                expected::equals);
    }

    private static List<Markdown.Block> recipes() throws IOException {
        List<Markdown.Block> blocks = blocks("java");
        assertEquals(4, blocks.size());
        return blocks;
    }

    private static List<Markdown.Block> blocks(String kind) throws IOException {
        return Markdown.read(Path.of("CONTRIBUTING.md")).blocks().stream()
                .filter(block -> block.kind().equals(kind))
                .toList();
    }

    private static Path copied(Path file, Path checkout) throws IOException {
        Path copy = checkout.resolve(file);
        Files.createDirectories(copy.getParent());
        return Files.copy(file, copy);
    }

    private Path write(String name, String text) throws IOException {
        Path source = folder.resolve("src/dev/ticktide").resolve(name);
        Files.createDirectories(source.getParent());
        return Files.writeString(source, text);
    }

    /** The folder of the classes, which compile without a warning. */
    private Path compiled(Path... sources) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String classPath = System.getProperty("java.class.path");
        List<String> arguments = new ArrayList<>(List.of(
                "-Xlint:all,-processing,-classfile,-options",
                "-Werror",
                "-cp",
                classPath,
                "-processorpath",
                classPath,
                "-processor",
                "com.google.auto.service.processor.AutoServiceProcessor",
                "-d",
                classes.toString()));
        Arrays.stream(sources).map(Path::toString).forEach(arguments::add);
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, failed, "it compiles without a warning");
        return classes;
    }
}
