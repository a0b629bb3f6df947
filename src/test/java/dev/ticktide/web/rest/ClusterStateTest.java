package dev.ticktide.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.log.Filling;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.web.view.Views;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /api/v1/cluster} says, of a node that serves and one that is on its way. */
class ClusterStateTest {

    private static final long NOW_MILLIS = 1_795_000_000_123L;
    private static final long STARTED_MILLIS = NOW_MILLIS - 60_001;
    private static final NodeReport REPORT = new NodeReport(
            "n2",
            NodeReport.State.WITHOUT_STORE,
            STARTED_MILLIS,
            4,
            5_000,
            123.5,
            7,
            8,
            9,
            List.of(
                    new NodeReport.Holding("indicator", 0, 1),
                    new NodeReport.Holding("indicator", 2, 1),
                    new NodeReport.Holding("signal", 0, 3)),
            List.of(new NodeReport.Arrival(NOW_MILLIS - 500, "signal", 21, 640, "taken_over")),
            List.of(new Filling("simulated history", 2_000, 5_000)));

    private final Vertx vertx = Vertx.vertx();
    private Store store;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = SqliteStore.open(folder.resolve("t.db"), 4);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close().toCompletionStage());
        store.close();
    }

    @Test
    void nodesAreSortedAndThoseThatHaveNotReportedAreJoining() throws Exception {
        JsonNode state = read();
        assertEquals("n2", state.path("self").asText());
        assertEquals(4, state.path("partitions").asInt());
        assertEquals(
                "{\"node\":\"n1\",\"host\":\"10.0.0.1\",\"pid\":11,\"version\":\"0.1.0\",\"ingestPort\":null,"
                        + "\"webPort\":8081,\"roles\":[\"web\"],\"state\":\"joining\"}",
                state.at("/nodes/0").toString());
        JsonNode second = state.at("/nodes/1");
        assertEquals(
                "n2 without_store",
                second.path("node").asText() + " " + second.path("state").asText());
        assertEquals(
                "[5000,123.5,7,8,9]",
                List.of(
                                second.path("events"),
                                second.path("eventsPerSecond"),
                                second.path("queued"),
                                second.path("behind"),
                                second.path("fencedWrites"))
                        .toString()
                        .replace(" ", ""));
        assertEquals("{\"indicator\":2,\"signal\":1}", second.path("partitions").toString());
    }

    @Test
    void timesAreEpochMillisecondsWrittenAsWholeNumbers() throws Exception {
        JsonNode state = read();
        assertEquals(String.valueOf(NOW_MILLIS), state.path("now").toString());
        assertEquals(
                String.valueOf(STARTED_MILLIS), state.at("/nodes/1/startedAt").toString());
        assertEquals(
                "[{\"at\":" + (NOW_MILLIS - 500) + ",\"node\":\"n2\",\"stage\":\"signal\",\"kind\":\"taken_over\","
                        + "\"partitions\":21,\"durationMs\":640}]",
                state.path("takeovers").toString());
    }

    @Test
    void ownersAreWhatTheDatabaseSays() throws Exception {
        long claimed = await(store.claim("signal", 3, 0, "n1")).orElseThrow();
        long given = await(store.claim("signal", 1, 0, "n2")).orElseThrow();
        await(store.release(new Store.Fence("signal", 1, given)));
        JsonNode owners = read().path("owners");
        assertEquals(
                "[{\"partition\":1,\"epoch\":" + given + ",\"node\":null},{\"partition\":3,\"epoch\":" + claimed
                        + ",\"node\":\"n1\"}]",
                owners.path("signal").toString());
        for (Stage stage : Stage.values()) {
            assertTrue(owners.path(stage.label()).isArray(), () -> stage + " in " + owners);
        }
        assertFalse(owners.path("indicator").elements().hasNext(), owners::toString);
    }

    @Test
    void inShortTheOldestComesFirstAndThoseThatHaveNotReportedLast() {
        assertEquals(
                "[{\"node\":\"n2\",\"state\":\"without_store\",\"eventsPerSecond\":123.5},"
                        + "{\"node\":\"n1\",\"state\":\"joining\"}]",
                Views.tree(state().members()).toString());
    }

    @Test
    void loadsOfHistoryAreToldWithTheirShare() {
        assertEquals(
                "[{\"node\":\"n2\",\"what\":\"simulated history\",\"done\":2000,\"all\":5000,\"percent\":40}]",
                Views.tree(state().fillings()).toString());
    }

    private JsonNode read() throws Exception {
        return Views.tree(await(state().read().toCompletionStage()));
    }

    private ClusterState state() {
        return new ClusterState(
                MEMBERS, ClusterStateTest::report, store, () -> NOW_MILLIS * 1_000 + 456, vertx.getOrCreateContext());
    }

    private static @Nullable NodeReport report(String node) {
        return node.equals("n2") ? REPORT : null;
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static final Membership MEMBERS = new Membership() {
        @Override
        public String self() {
            return "n2";
        }

        @Override
        public List<Member> members() {
            return List.of(
                    new Member("n2", EnumSet.allOf(Role.class), "10.0.0.2", 5001, 8082, 12, "0.1.0"),
                    new Member("n1", Set.of(Role.WEB), "10.0.0.1", Member.NO_PORT, 8081, 11, "0.1.0"));
        }

        @Override
        public List<String> nodes(Stage stage) {
            return List.of("n2");
        }

        @Override
        public void onChange(Runnable listener) {
            // Nothing changes.
        }
    };
}
