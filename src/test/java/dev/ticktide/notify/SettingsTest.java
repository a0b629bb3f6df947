package dev.ticktide.notify;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void outboxSettingsRefuseWhatCannotBeMeant() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new NotifySettings(SECOND, 0, SECOND, SECOND, RetryPolicy.DEFAULT));
        assertThrows(
                IllegalArgumentException.class,
                () -> new NotifySettings(Duration.ZERO, 1, SECOND, SECOND, RetryPolicy.DEFAULT));
    }
}
