package dev.ticktide.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.message.SummaryQuery;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.message.SymbolQuery;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Questions to a node that leaves end at once rather than after the bus's timeout. */
@ExtendWith(VertxExtension.class)
class BusTest {

    private static final SummaryUpdate NOTHING = new SummaryUpdate(List.of(), List.of());

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @BeforeEach
    void make(Vertx given) {
        vertx = given;
        bus = new Bus(vertx, "self");
    }

    @Test
    void aQuestionUnderWayEndsWhenItsNodeLeaves() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        serve("other", asked, Promise.<SummaryUpdate>promise().future());
        bus.members(Set.of("self", "other"));
        CompletableFuture<SummaryUpdate> answer = ask("other");
        assertTrue(asked.await(5, TimeUnit.SECONDS), "the question arrived");
        long began = System.nanoTime();
        bus.members(Set.of("self"));
        assertGone(answer);
        assertTrue(System.nanoTime() - began < 2_000_000_000L, "long before the timeout of 5 s");
    }

    @Test
    void aQuestionToANodeThatHasLeftIsNotSent() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        serve("other", asked, Future.succeededFuture(NOTHING));
        bus.members(Set.of("self"));
        assertGone(ask("other"));
        assertEquals(1, asked.getCount());
    }

    @Test
    void othersKeepTheirAnswers() throws Exception {
        Promise<SummaryUpdate> late = Promise.promise();
        CountDownLatch asked = new CountDownLatch(1);
        serve("third", asked, late.future());
        bus.members(Set.of("self", "other", "third"));
        CompletableFuture<SummaryUpdate> answer = ask("third");
        assertTrue(asked.await(5, TimeUnit.SECONDS), "the question arrived");
        bus.members(Set.of("self", "third"));
        late.complete(NOTHING);
        assertEquals(NOTHING, answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void aNodeThatComesBackIsAskedAgain() throws Exception {
        serve("other", new CountDownLatch(1), Future.succeededFuture(NOTHING));
        bus.members(Set.of("self"));
        assertGone(ask("other"));
        bus.members(Set.of("self", "other"));
        assertEquals(NOTHING, ask("other").get(5, TimeUnit.SECONDS));
    }

    @Test
    void onlyWhatLeavesTheNodeCounts() throws Exception {
        serve("self", new CountDownLatch(1), Future.succeededFuture(NOTHING));
        serve("other", new CountDownLatch(1), Future.succeededFuture(NOTHING));
        ask("self").get(5, TimeUnit.SECONDS);
        assertEquals(0, bus.messages());
        ask("other").get(5, TimeUnit.SECONDS);
        assertEquals(1, bus.messages());
    }

    @Test
    void whatAnotherVersionSentIsCountedAndFailsForItsSender() {
        Buffer theirs = Buffer.buffer();
        new RecordCodec<>(SymbolQuery.class).encodeToWire(theirs, new SymbolQuery(1, "AAPL"));
        List<Object> failure = new ArrayList<>();
        @SuppressWarnings("unchecked")
        Message<SummaryQuery> message = (Message<SummaryQuery>) Proxy.newProxyInstance(
                BusTest.class.getClassLoader(), new Class<?>[] {Message.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("body")) {
                        return new RecordCodec<>(SummaryQuery.class).decodeFromWire(0, theirs);
                    } else if (method.getName().equals("headers")) {
                        return MultiMap.caseInsensitiveMultiMap();
                    }
                    failure.addAll(List.of(arguments));
                    return null;
                });
        assertNull(bus.read("aggregate.summaries.self", message));
        assertEquals(1, bus.refused());
        assertTrue(failure.toString().contains("different versions"), failure.toString());
    }

    private void serve(String node, CountDownLatch asked, Future<SummaryUpdate> answer) throws Exception {
        bus.serve(Addresses.summaries(node), question -> {
                    asked.countDown();
                    return answer;
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private CompletableFuture<SummaryUpdate> ask(String node) {
        CompletableFuture<SummaryUpdate> answer = new CompletableFuture<>();
        vertx.runOnContext(nothing -> bus.request(Addresses.summaries(node), new SummaryQuery())
                .onSuccess(answer::complete)
                .onFailure(answer::completeExceptionally));
        return answer;
    }

    private static void assertGone(CompletableFuture<?> answer) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> answer.get(5, TimeUnit.SECONDS));
        assertInstanceOf(NodeGoneException.class, failure.getCause());
    }
}
