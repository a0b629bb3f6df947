package dev.ticktide.notify;

import static dev.ticktide.notify.Samples.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Notification.State;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.MemoryOutbox;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The worker on a manual clock and a manual executor: nothing sleeps, nothing happens unless told to. */
class OutboxWorkerTest {

    private static final NotifySettings SETTINGS = new NotifySettings(
            Duration.ofSeconds(1),
            2,
            Duration.ofSeconds(60),
            Duration.ZERO,
            new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5), 0, Duration.ofDays(5)));

    private final MemoryOutbox outbox = new MemoryOutbox();
    private final Map<String, Promise<Void>> sends = new LinkedHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Notification> published = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final OutboxWorker worker = worker("node-1");
    private long now = Samples.BAR + 301 * SECOND;

    private OutboxWorker worker(String node) {
        Notifier notifier = new Notifier() {
            @Override
            public Future<Void> send(Notification notification, Notification.Text text) {
                Promise<Void> promise = Promise.promise();
                sends.put(notification.recipient(), promise);
                sent.add(notification.recipient());
                return promise.future();
            }

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        };
        NotifyMetrics metrics = new NotifyMetrics() {
            @Override
            public void delivered(String channel, String outcome) {
                counted.add(channel + " " + outcome);
            }

            @Override
            public void latency(double seconds) {
                counted.add("after " + seconds);
            }
        };
        return new OutboxWorker(
                SETTINGS,
                outbox.store(),
                Notification.EMAIL,
                notifier,
                new SignalText(Samples.DASHBOARD),
                node,
                tasks::add,
                () -> now,
                published::addAll,
                metrics);
    }

    private Notification mailTo(String recipient) {
        Signal signal = Samples.signal("AAPL", Side.BUY);
        Notification mail = Samples.mail(signal, recipient);
        outbox.add(mail);
        return mail;
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void tick() {
        worker.tick(now);
        run();
    }

    private void fail(String recipient, FailureReason reason, boolean retryable) {
        sends.get(recipient).fail(new DeliveryException(reason, retryable, "told to"));
        run();
    }

    private void succeed(String recipient) {
        sends.get(recipient).complete();
        run();
    }

    @Test
    void aMailThatIsTakenIsSentAndPublishedAndCounted() {
        Notification mail = mailTo("a@b.c");
        tick();
        now += 2 * SECOND;
        succeed("a@b.c");
        Notification row = outbox.row(mail.id());
        assertEquals(State.SENT, row.state());
        assertEquals(1, row.attempts());
        assertEquals(now, row.settledAt());
        assertEquals(List.of(row), published);
        assertEquals(List.of("email sent", "after 2.0"), counted);
    }

    @Test
    void takesNoMoreThanItCanSendAndTheNextWhenOneIsDone() {
        List.of("a@b.c", "b@b.c", "c@b.c").forEach(this::mailTo);
        tick();
        tick();
        assertEquals(List.of("a@b.c", "b@b.c"), sent);
        assertEquals(List.of(2), outbox.limits());
        succeed("b@b.c");
        assertEquals(List.of("a@b.c", "b@b.c", "c@b.c"), sent);
        succeed("c@b.c");
        assertEquals(1, outbox.backlog(), "a slow one holds up itself only");
    }

    @Test
    void aFailedAttemptIsMadeAgainAfterItsWaitAndNotBefore() {
        Notification mail = mailTo("a@b.c");
        tick();
        fail("a@b.c", FailureReason.UNREACHABLE, true);
        Notification row = outbox.row(mail.id());
        assertEquals(State.PENDING, row.state());
        assertEquals(now + SECOND, row.nextAttemptAt());
        assertEquals("unreachable: told to", row.reason());
        now += SECOND - 1;
        tick();
        assertEquals(1, sent.size());
        now += 1;
        tick();
        fail("a@b.c", FailureReason.TIMEOUT, true);
        now += 2 * SECOND;
        tick();
        succeed("a@b.c");
        assertEquals(3, outbox.row(mail.id()).attempts());
        assertEquals(null, outbox.row(mail.id()).reason());
        assertEquals(List.of("email retry", "email retry", "email sent", "after 3.0"), counted);
    }

    @Test
    void whatIsRefusedForGoodFailsAtOnceAndWhatIsTriedForTooLongInTheEnd() {
        Notification refused = mailTo("a@b.c");
        tick();
        fail("a@b.c", FailureReason.REFUSED, false);
        assertEquals(State.FAILED, outbox.row(refused.id()).state());
        assertEquals("refused: told to", outbox.row(refused.id()).reason());
        assertEquals(now, outbox.row(refused.id()).settledAt());

        Notification hopeless = mailTo("b@b.c");
        long start = now;
        while (outbox.row(hopeless.id()).state() == State.PENDING) {
            tick();
            fail("b@b.c", FailureReason.REFUSED_TEMPORARILY, true);
            now += 300 * SECOND;
        }
        assertEquals(5, Duration.ofSeconds((now - start) / SECOND).toDays());
        assertEquals("refused_temporarily: told to", outbox.row(hopeless.id()).reason());
    }

    @Test
    void aBugInTheNotifierIsRetried() {
        Notification mail = mailTo("a@b.c");
        tick();
        sends.get("a@b.c").fail(new IllegalStateException("bug"));
        run();
        assertEquals(State.PENDING, outbox.row(mail.id()).state());
        assertTrue(outbox.row(mail.id()).reason().startsWith("unexpected: "));
    }

    @Test
    void aResultThatCannotBeStoredIsKeptAndTheMailNotSentAgain() {
        Notification mail = mailTo("a@b.c");
        tick();
        outbox.failSettling(true);
        succeed("a@b.c");
        for (int i = 0; i < 100; i++) {
            now += SECOND;
            tick();
        }
        assertEquals(List.of("a@b.c"), sent, "though its lease ran out");
        assertEquals(State.PENDING, outbox.row(mail.id()).state());
        outbox.failSettling(false);
        tick();
        assertEquals(State.SENT, outbox.row(mail.id()).state());
        assertEquals(1, published.size());
    }

    @Test
    void aFailingStoreIsReportedOnceAMinuteAndTriedAgain() {
        Logger logger = (Logger) LoggerFactory.getLogger(OutboxWorker.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        mailTo("a@b.c");
        outbox.failLeases(true);
        for (int i = 0; i < 120; i++) {
            tick();
            now += SECOND;
        }
        logger.detachAppender(log);
        assertEquals(2, log.list.size());
        assertEquals(120, outbox.limits().size());
        outbox.failLeases(false);
        tick();
        assertEquals(List.of("a@b.c"), sent);
    }

    @Test
    void aLeaseThatIsHalfOverOnArrivalIsGivenBack() {
        mailTo("a@b.c");
        worker.tick(now);
        now += 31 * SECOND;
        run();
        assertEquals(List.of(), sent);
        tick();
        assertEquals(List.of("a@b.c"), sent, "without waiting for the lease to run out");
        assertEquals(1, sends.size());
    }

    @Test
    void anotherNodeTakesOverWhenTheLeaseIsOverAndOneResultCounts() {
        Notification mail = mailTo("a@b.c");
        tick();
        Promise<Void> lost = sends.get("a@b.c");
        OutboxWorker other = worker("node-2");
        now += 59 * SECOND;
        other.tick(now);
        run();
        assertEquals(1, sent.size());
        now += SECOND;
        other.tick(now);
        run();
        assertEquals(2, sent.size());
        lost.fail(new DeliveryException(FailureReason.TIMEOUT, true, "woke up late"));
        run();
        assertEquals(0, outbox.row(mail.id()).attempts(), "the late one is left alone");
        succeed("a@b.c");
        assertEquals(State.SENT, outbox.row(mail.id()).state());
    }

    @Test
    void aSendThatTakesLongKeepsItsLease() {
        mailTo("a@b.c");
        tick();
        OutboxWorker other = worker("node-2");
        for (int i = 0; i < 200; i++) {
            now += SECOND;
            tick();
            other.tick(now);
            run();
        }
        assertEquals(1, sent.size());
        now += 60 * SECOND;
        other.tick(now);
        run();
        assertEquals(2, sent.size(), "a node that says nothing any more has lost it");
    }

    @Test
    void stoppingWaitsForWhatIsUnderWayAndTakesNothingNew() {
        mailTo("a@b.c");
        tick();
        mailTo("b@b.c");
        CompletionStage<Void> stop = worker.stop();
        tick();
        assertFalse(stop.toCompletableFuture().isDone());
        succeed("a@b.c");
        assertTrue(stop.toCompletableFuture().isDone());
        assertEquals(List.of("a@b.c"), sent);
    }

    @Test
    void whatArrivesWhileStoppingIsGivenBack() {
        mailTo("a@b.c");
        worker.tick(now);
        CompletionStage<Void> stop = worker.stop();
        run();
        assertTrue(stop.toCompletableFuture().isDone());
        assertEquals(List.of(), sent);
        worker("node-2").tick(now);
        run();
        assertEquals(List.of("a@b.c"), sent);
    }
}
