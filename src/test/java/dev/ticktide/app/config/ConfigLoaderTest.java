package dev.ticktide.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.notify.NotifyConfig;
import java.time.Duration;
import java.util.List;
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

    @Test
    void whatMayBeASecretIsMaskedWhereverItStands() {
        String shown = new ConfigLoader(AppConfig.DEFAULTS)
                .set("notifications.smtp.headers", "{X-Relay-Key: open-sesame, X-Team: open-sesame}", "--set")
                .set("notifications.smtp.auth_password", "open-sesame", "--set")
                .set("store.password", "open-sesame", "--set")
                .set("web.public_url", "https://ada:open-sesame@dash.example.org/", "--set")
                .set("web.chart_origins", "['https://ada:open-sesame@charts.example.org']", "--set")
                .show();
        assertFalse(shown.contains("open-sesame"), shown);
        assertTrue(shown.contains("X-Relay-Key: \"***\""), shown);
        assertTrue(shown.contains("https://ada:***@dash.example.org/"), shown);
    }

    @Test
    void whatTheDemoFillsInAtItsStartIsNoNews() {
        assertEquals(
                List.of(Duration.ofMinutes(1)),
                DemoDefaults.CONFIG.notifications().subscriptions().stream()
                        .map(NotifyConfig.Subscriber::maxAge)
                        .toList());
    }
}
