package dev.ticktide.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.cluster.Role;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DescriptorsTest {

    private static final int WANTED = 8_192;

    @Test
    void whereThereAreManyEachPortHasWhatItWants() {
        Descriptors many = new Descriptors(1_048_576, Set.of(Role.values()));
        assertEquals(WANTED, many.connections(Role.INGEST, WANTED));
        assertEquals(WANTED, many.connections(Role.BALANCE, WANTED));
    }

    /** A balancer elsewhere may have the port that ingest has here. */
    @Test
    void thePortOfARoleThatIsNotHereBoundsNothing() {
        ConfigLoader loader = new ConfigLoader(AppConfig.DEFAULTS);
        loader.set("balance.port", "5000", "test");
        loader.set("balance.max_connections", "10", "test");
        Set<Role> roles = Set.of(Role.INGEST, Role.WEB);
        Map<Integer, Integer> connections = new Wiring(loader.load(), roles).connections(roles);
        assertEquals(Set.of(5000, 8080), connections.keySet());
        assertTrue(connections.get(5000) > 10 + 32, connections::toString);
    }

    @Property(tries = 200)
    void theSharesNeverTakeWhatTheStoreNeeds(@ForAll @LongRange(min = 64, max = 2_000_000) long limit) {
        Descriptors all = new Descriptors(limit, Set.of(Role.values()));
        long taken = all.connections(Role.INGEST, Integer.MAX_VALUE)
                + (long) all.connections(Role.WEB, Integer.MAX_VALUE)
                + 2L * all.connections(Role.BALANCE, Integer.MAX_VALUE);
        long kept = Math.min(limit / 2, Math.max(256, limit / 4));
        assertTrue(taken <= limit - kept, taken + " of " + limit);
    }
}
