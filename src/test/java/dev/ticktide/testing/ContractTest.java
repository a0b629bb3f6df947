package dev.ticktide.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the clients of all tests compare would be noticed if it differed. */
class ContractTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/ping              | 200 | application/json         | {\"status\":\"pong\"}",
                "/api/v1/signals?side=buy  | 200 | application/json         | []",
                "/api/v1/signals/abc       | 404 | application/problem+json | {\"type\":\"/problems/not_found\",\"title\":\"Not found\","
                        + "\"status\":404,\"detail\":\"none\",\"code\":\"not_found\"}",
                "/health/live              | 200 | text/plain; charset=utf-8 | 'live\n'",
                "/udf/symbols?symbol=X&a=1 | 200 | application/json         | {\"s\":\"error\",\"errmsg\":\"unknown_symbol\"}",
                "/not-described            | 200 | text/html                | anything"
            })
    void whatIsDescribedPasses(String target, int status, String type, String body) {
        assertEquals(Set.of(), Contract.STANDARD.differences(Contract.Asked.get(target), status, type, body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/ping                 | 200 | application/json | {\"status\":\"pong\",\"more\":1}",
                "/api/v1/ping                 | 200 | application/json | {}",
                "/api/v1/ping                 | 200 | text/html        | pong",
                "/api/v1/ping                 | 404 | application/json | {\"status\":\"pong\"}",
                "/api/v1/ping?loud=1          | 200 | application/json | {\"status\":\"pong\"}",
                "/api/v1/signals?side=sideways | 200 | application/json | []",
                "/api/v1/signals?limit=many   | 200 | application/json | []",
                "/api/v1/candles              | 200 | application/json | {}",
                "/api/v1/surprise             | 200 | application/json | {}"
            })
    void whatIsNotDescribedFails(String target, int status, String type, String body) {
        assertThrows(
                AssertionError.class, () -> Contract.STANDARD.check(Contract.Asked.get(target), status, type, body));
    }
}
