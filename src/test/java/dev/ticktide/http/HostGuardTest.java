package dev.ticktide.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostGuardTest {

    private final HostGuard guard = new HostGuard(List.of("Desk.example", "fe80::1", "[fe80::2]"));

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "127.0.0.1:8080, true",
        "[::1]:8080, true",
        "desk.EXAMPLE:80, true",
        "[fe80::1], true",
        "[FE80::2]:99, true",
        "[fe80::3], false",
        "desk.example.evil.com, false",
        "evil.com, false",
        "*, false"
    })
    void aHostIsOneOfTheNamesInAnyCaseAtAnyPort(String host, boolean allowed) {
        assertEquals(allowed, guard.isAllowed(host));
    }

    @Test
    void aStarAllowsAnyHostAndNoOrigin() {
        HostGuard any = new HostGuard(List.of("*"));
        assertTrue(any.isAllowed("evil.com:80"));
        assertFalse(any.isOwnOrigin("http://evil.com"));
        assertTrue(any.isOwnOrigin("http://localhost:1234"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://desk.example, desk.example, true",
        "http://DESK.example:80, desk.example:80, true",
        "https://desk.example, desk.example, true",
        "https://desk.example, desk.example:443, true",
        "http://desk.example:81, desk.example:80, false",
        "http://desk.example:81, desk.example:, true",
        "http://[fe80::1]:80, [fe80::1]:80, true",
        "http://evil.com, desk.example, false",
        "null, desk.example, false",
        "http://a b, desk.example, false"
    })
    void anOriginIsTheServersOwnByHostAndPort(String origin, String host, boolean same) {
        assertEquals(same, HostGuard.isSameOrigin(origin, host));
    }
}
