package dev.ticktide.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.settings.SettingsYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code show-config --explain}: each setting with its value, where that comes from, its meaning, unit and bounds. */
class ExplainedSettingsTest {

    @TempDir
    private Path folder;

    private ConfigLoader settings() throws IOException {
        Path file = Files.writeString(folder.resolve("my.yaml"), "ingest: { max_body: 1048576 }\n");
        return new ConfigLoader(AppConfig.DEFAULTS)
                .file(file)
                .environment(Map.of("TICKTIDE__STORE__PASSWORD", "open-sesame"))
                .set("web.conflation", "100ms", "--set web.conflation");
    }

    @Test
    void aSettingIsShownWithValueOriginMeaningUnitAndBounds() throws IOException {
        String shown = settings().explain();
        assertTrue(shown.contains("""
                  # The largest body of a request. A whole number of bytes, 1024 to 67108864.
                  max_body: 1048576  # %s
                """.formatted(folder.resolve("my.yaml"))), shown);
        assertTrue(shown.contains("""
                  # How often changes are sent to open pages. A duration, 10ms to 1m.
                  conflation: "100ms"  # --set web.conflation
                """), shown);
        assertTrue(shown.contains("""
                  # The TCP port of POST /ingest. A whole number, 1 to 65535.
                  port: 5000  # default
                """), shown);
        assertTrue(shown.contains("  password: \"***\"  # environment TICKTIDE__STORE__PASSWORD\n"), shown);
        assertFalse(shown.contains("open-sesame"), shown);
    }

    @Test
    void whatIsShownIsAConfigurationFileWithTheSameSettings() throws IOException {
        ConfigLoader settings = settings();
        assertEquals(
                settings.masked().toString(),
                SettingsYaml.MAPPER.readTree(settings.explain()).toString());
    }

    @Test
    void noLineOfAnExplanationIsTooLongToRead() throws IOException {
        assertTrue(settings()
                .explain()
                .lines()
                .filter(line -> line.strip().startsWith("#"))
                .allMatch(line -> line.length() <= 120));
    }
}
