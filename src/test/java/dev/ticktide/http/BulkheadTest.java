package dev.ticktide.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead turns = new Bulkhead(2, 1);
    private final List<Promise<Integer>> running = new ArrayList<>();

    private Future<Integer> ask() {
        return turns.take(() -> {
            Promise<Integer> promise = Promise.promise();
            running.add(promise);
            return promise.future();
        });
    }

    @Test
    void soManyRunSoManyWaitAndTheRestIsRefused() {
        Future<Integer> first = ask();
        Future<Integer> second = ask();
        Future<Integer> third = ask();
        assertEquals(2, running.size());
        Future<Integer> fourth = ask();
        ProblemException refused = assertInstanceOf(ProblemException.class, fourth.cause());
        assertEquals("503 overloaded", refused.status() + " " + refused.code());

        running.get(1).complete(7);
        assertEquals(7, second.result());
        assertEquals(3, running.size(), "the one that waited");
        running.get(2).complete(8);
        assertEquals(8, third.result());
        running.get(0).complete(6);
        assertEquals(6, first.result());
        ask();
        ask();
        assertEquals(5, running.size(), "there is room again");
    }

    @Test
    void aFailureGivesItsPlaceBackToo() {
        for (int i = 0; i < 5; i++) {
            Future<Integer> thrown = turns.take(() -> {
                throw new IllegalStateException("at once");
            });
            assertInstanceOf(IllegalStateException.class, thrown.cause());
            Future<Integer> failed = turns.take(() -> Future.failedFuture("later"));
            assertEquals("later", failed.cause().getMessage());
        }
        ask();
        ask();
        assertEquals(2, running.size());
    }
}
