package dev.ticktide.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.notify.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    static MailSettings with(
            String host,
            String from,
            String user,
            Secret password,
            Path file,
            boolean tls,
            Map<String, String> headers) {
        return new MailSettings(
                host,
                from,
                "localhost",
                user,
                password,
                file,
                tls,
                headers,
                new MailSettings.Timeouts(SECOND, SECOND, SECOND));
    }

    static MailSettings headers(Map<String, String> headers) {
        return with("localhost:25", "a@b.c", null, null, null, false, headers);
    }

    static MailSettings login(String host, Secret password, Path file, boolean tls) {
        return with(host, "a@b.c", "user", password, file, tls, Map.of());
    }

    record Refused(String rule, Supplier<MailSettings> settings) {
        @Override
        public String toString() {
            return rule;
        }
    }

    static Refused[] refused() {
        Secret word = new Secret("word");
        return new Refused[] {
            new Refused("no port", () -> MailSettings.of("localhost", "a@b.c")),
            new Refused("port too high", () -> MailSettings.of("localhost:65536", "a@b.c")),
            new Refused("line break in host", () -> MailSettings.of("local\r\nhost:25", "a@b.c")),
            new Refused("sender list", () -> MailSettings.of("localhost:25", "a@b.c, d@e.f")),
            new Refused("line break in sender name", () -> MailSettings.of("localhost:25", "A\r\nBcc: x <a@b.c>")),
            new Refused("line break in a header", () -> headers(Map.of("X-Team", "a\r\nBcc: d@e.f"))),
            new Refused("line break in a header name", () -> headers(Map.of("X-Team: a\r\nBcc", "d@e.f"))),
            new Refused("a header the mail has anyway", () -> headers(Map.of("bcc", "d@e.f"))),
            new Refused("a content header", () -> headers(Map.of("Content-Type", "text/html"))),
            new Refused("one header twice", () -> headers(Map.of("X-Team", "a", "x-team", "b"))),
            new Refused("user without password", () -> login("localhost:25", null, null, true)),
            new Refused("two passwords", () -> login("localhost:25", word, Path.of("p"), true)),
            new Refused("login in clear over the network", () -> login("mail.example.org:25", word, null, false)),
            new Refused("no time at all", () -> MailSettings.of("localhost:25", "a@b.c")
                    .withTimeouts(SECOND, SECOND, Duration.ZERO))
        };
    }

    @ParameterizedTest
    @MethodSource("refused")
    void mailSettingsRefuseWhatCannotBeMeant(Refused row) {
        assertThrows(IllegalArgumentException.class, row.settings()::get);
    }

    @Test
    void mailSettingsReadHostAndPort() {
        assertEquals(
                587, MailSettings.of("mail.example.org:587", "Ticktide <a@b.c>").port());
        assertEquals("::1", MailSettings.of("[::1]:25", "a@b.c").host());
        assertTrue(MailSettings.of("[::1]:25", "a@b.c").isLocal());
        assertFalse(MailSettings.of("127.example.org:25", "a@b.c").isLocal());
        assertTrue(MailSettings.of("mail.example.org:465", "a@b.c").isTlsFromTheStart());
        login("mail.example.org:465", new Secret("word"), null, false);
        login("mail.example.org:587", null, Path.of("password"), true);
    }

    @Test
    void aPasswordIsNeverPrinted() {
        MailSettings settings = login("localhost:25", new Secret("hunter2"), null, false);
        assertFalse(settings.toString().contains("hunter2"));
        assertTrue(settings.toString().contains("***"));
    }
}
