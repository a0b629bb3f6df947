package dev.ticktide.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.testing.Markdown;
import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of CONTRIBUTING.md, followed to the letter. */
class ContributingTest {

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void anIndicatorIsTheOneClassThatTheRecipeShows() throws IOException {
        List<Markdown.Block> blocks = Markdown.read(Path.of("CONTRIBUTING.md")).blocks().stream()
                .filter(block -> block.kind().equals("java"))
                .toList();
        assertEquals(1, blocks.size());
        Path source = folder.resolve("src/dev/ticktide/formula/Wma.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, blocks.get(0).text());
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String classPath = System.getProperty("java.class.path");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-Xlint:all,-processing,-classfile,-options",
                        "-Werror",
                        "-cp",
                        classPath,
                        "-processorpath",
                        classPath,
                        "-processor",
                        "com.google.auto.service.processor.AutoServiceProcessor",
                        "-d",
                        classes.toString(),
                        source.toString());
        assertEquals(0, failed, "it compiles without a warning");

        TicktideProcess server =
                ticktide.before(classes).start(folder, "start", Ports.free(), "--set", "indicators.names=[\"wma(3)\"]");
        StringBuilder candles = new StringBuilder();
        double[] closes = {10, 11, 13, 16, 20};
        for (int i = 0; i < closes.length; i++) {
            candles.append("{\"stock_symbol\":\"AAPL\",\"opening_price\":")
                    .append(closes[i])
                    .append(",\"closing_price\":")
                    .append(closes[i])
                    .append(",\"high\":20,\"low\":9,\"volume\":1,\"timestamp\":")
                    .append(1_700_000_000L + i)
                    .append(i == closes.length - 1 ? "}]" : "},");
        }
        assertEquals(200, server.post("[" + candles).statusCode());
        JsonNode rows = server.get("/api/v1/indicators?symbol=AAPL&timeframe=raw&names=wma(3)");
        assertEquals("[\"time\",\"wma(3)\"]", rows.get("columns").toString());
        assertTrue(rows.at("/data/1/1").isNull(), rows.toString());
        assertEquals((3 * 13 + 2 * 11 + 10) / 6.0, rows.at("/data/2/1").asDouble(), 1e-12);
        assertEquals((3 * 20 + 2 * 16 + 13) / 6.0, rows.at("/data/4/1").asDouble(), 1e-12);
        assertTrue(
                server.get("/api/v1/indicators/catalog")
                        .findValuesAsText("name")
                        .contains("wma"),
                "it is offered to charts");
        assertTrue(server.get("/api/v1/snapshot?symbol=AAPL&timeframe=raw")
                .get("indicators")
                .toString()
                .contains("wma(3)"));
    }
}
