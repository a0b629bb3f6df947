package dev.ticktide.indicator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.message.Watching;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AudienceTest {

    private final Audience audience = new Audience();

    @Test
    void everythingIsWatchedUntilEveryWebNodeHasSpoken() {
        assertTrue(audience.watches("MSFT"), "before any web node is known");
        audience.webNodes(Set.of("a", "b"));
        audience.update(new Watching("a", true, Set.of("AAPL")));
        assertTrue(audience.watches("MSFT"), "b has said nothing yet");
        audience.update(new Watching("b", false, Set.of("TSLA")));
        assertTrue(audience.watches("MSFT"), "b has not said everything yet");
        audience.update(new Watching("b", true, Set.of("TSLA")));
        assertFalse(audience.watches("MSFT"));
        assertTrue(audience.watches("AAPL"));
        assertTrue(audience.watches("TSLA"));
    }

    @Test
    void aFullListReplacesAndAnotherAdds() {
        audience.webNodes(Set.of("a"));
        audience.update(new Watching("a", true, Set.of("AAPL")));
        audience.update(new Watching("a", false, Set.of("MSFT")));
        assertTrue(audience.watches("AAPL"));
        assertTrue(audience.watches("MSFT"));
        audience.update(new Watching("a", true, Set.of("MSFT")));
        assertFalse(audience.watches("AAPL"));
    }

    @Test
    void aNodeThatLeavesWatchesNothingAndANewOneEverything() {
        audience.webNodes(Set.of("a", "b"));
        audience.update(new Watching("a", true, Set.of("AAPL")));
        audience.update(new Watching("b", true, Set.of("TSLA")));
        audience.webNodes(Set.of("a"));
        assertFalse(audience.watches("TSLA"));
        audience.webNodes(Set.of("a", "c"));
        assertTrue(audience.watches("TSLA"));
    }

    @Test
    void withoutWebNodesNothingIsWatched() {
        audience.webNodes(Set.of());
        assertFalse(audience.watches("AAPL"));
    }
}
