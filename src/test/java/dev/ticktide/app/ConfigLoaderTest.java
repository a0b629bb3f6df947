package dev.ticktide.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {

    @Test
    void aPasswordIsTakenAsItStandsAndNeverShown() {
        ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS)
                .environment(Map.of("TICKTIDE__STORE__PASSWORD", "0123"))
                .set("store.url", "postgresql://ada:se@cr/et@db:5432/ticktide", "--set store.url");
        assertEquals("0123", loader.load().store().password());
        String shown = loader.show();
        assertTrue(shown.contains("password: \"***\"  # environment TICKTIDE__STORE__PASSWORD"), shown);
        assertTrue(shown.contains("postgresql://ada:***@db:5432/ticktide"), shown);
        assertFalse(shown.contains("0123"), shown);
    }

    @Test
    void anAddressWithoutAPasswordIsShownWhole() {
        String url = "postgresql://ada@db:5432/ticktide?sslmode=require";
        ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS).set("store.url", url, "--set store.url");
        assertEquals(url, loader.masked().path("store").path("url").textValue());
    }
}
