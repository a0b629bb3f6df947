package dev.ticktide.notify;

import static dev.ticktide.testing.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Notification.State;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.notify.mail.MailNotifier;
import dev.ticktide.notify.mail.MailSettings;
import dev.ticktide.testing.FaultSmtp;
import dev.ticktide.testing.FaultSmtp.Fault;
import dev.ticktide.testing.FaultSmtp.Mail;
import dev.ticktide.testing.MemoryOutbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stage as it is deployed, against a server that misbehaves; waits in milliseconds instead of minutes. */
@Tag("alone")
class NotifyVerticleTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final NotifySettings SETTINGS = new NotifySettings(
            Duration.ofMillis(20),
            2,
            LEASE,
            Duration.ofMillis(200),
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(100), 0.2, Duration.ofDays(5)));

    private static final SignalText TEXTS = new SignalText(Samples.DASHBOARD);

    private final Vertx vertx = Vertx.vertx();
    private final FaultSmtp smtp = new FaultSmtp();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final List<Notification> published = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        await(vertx.close());
        smtp.close();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static long now() {
        return System.currentTimeMillis() * 1_000;
    }

    private String deploy(String node) {
        return deploy(new NotifyVerticle(
                SETTINGS,
                outbox.store(),
                mail(),
                TEXTS,
                NotifyVerticleTest::now,
                published::addAll,
                NotifyMetrics.NONE,
                node));
    }

    private String deploy(NotifyVerticle verticle) {
        return await(vertx.deployVerticle(verticle));
    }

    private Notifier.Channel mail() {
        MailSettings settings = MailSettings.of("127.0.0.1:" + smtp.port(), "alerts@example.org")
                .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(600), Duration.ofMillis(900));
        return new MailNotifier.Channel(settings, TEXTS);
    }

    private Notification mailTo(String recipient) {
        Signal signal = Samples.signal("AAPL", Side.BUY);
        Notification mail = Samples.mail(signal, recipient);
        outbox.add(mail);
        return mail;
    }

    private void untilSent(Notification... mails) throws InterruptedException {
        for (Notification mail : mails) {
            until(() -> outbox.row(mail.id()).state() == State.SENT);
        }
    }

    private List<String> taken() {
        return smtp.mails().stream().map(Mail::recipient).toList();
    }

    private void assertOneMessageId(Notification mail) {
        smtp.mails().stream()
                .filter(each -> each.recipient().equals(mail.recipient()))
                .forEach(each -> assertEquals("<" + mail.id() + "@ticktide>", each.messageId()));
    }

    @Test
    void mailWaitsForAServerThatIsDownAndGoesWhenItIsBack() throws Exception {
        smtp.down();
        deploy("node-1");
        Notification mail = mailTo("a@b.c");
        until(() -> outbox.row(mail.id()).attempts() >= 3);
        assertTrue(outbox.row(mail.id()).reason().startsWith("unreachable: "));
        smtp.up();
        untilSent(mail);
        assertEquals(List.of("a@b.c"), taken());
        Notification last = published.get(published.size() - 1);
        assertEquals(outbox.row(mail.id()), last, "the dashboard has heard");
    }

    @Test
    void aGreylistedMailGoesAtTheThirdAttemptUnderTheSameMessageId() throws Exception {
        smtp.next(Fault.RCPT_451, Fault.RCPT_451);
        deploy("node-1");
        Notification mail = mailTo("a@b.c");
        untilSent(mail);
        assertEquals(3, outbox.row(mail.id()).attempts());
        assertEquals(List.of("a@b.c"), taken());
        assertOneMessageId(mail);
    }

    @Test
    void aRefusedRecipientFailsAloneAndSaysWhy() throws Exception {
        smtp.forRecipient("b@b.c", Fault.RCPT_550);
        Notification first = mailTo("a@b.c");
        Notification refused = mailTo("b@b.c");
        Notification last = mailTo("c@b.c");
        deploy("node-1");
        untilSent(first, last);
        until(() -> outbox.row(refused.id()).state() == State.FAILED);
        assertEquals(
                "refused: recipient address not accepted: 550 5.1.1 no such user",
                outbox.row(refused.id()).reason());
        assertEquals(List.of("a@b.c", "c@b.c"), taken().stream().sorted().toList());
    }

    @Test
    void aHangingConversationDelaysNobodyElse() throws Exception {
        smtp.forRecipient("slow@b.c", Fault.RCPT_HANG);
        Notification slow = mailTo("slow@b.c");
        Notification[] others =
                IntStream.range(0, 20).mapToObj(i -> mailTo("a" + i + "@b.c")).toArray(Notification[]::new);
        deploy("node-1");
        untilSent(others);
        until(() -> outbox.row(slow.id()).attempts() >= 2);
        assertEquals(State.PENDING, outbox.row(slow.id()).state());
        smtp.forRecipient("slow@b.c", Fault.NONE);
        untilSent(slow);
    }

    @Test
    void aServerThatHangsIsTriedAgainAndBlocksNoLongerThanTheTimeOut() throws Exception {
        smtp.next(Fault.HANG, Fault.DRIP);
        Notification first = mailTo("a@b.c");
        Notification second = mailTo("b@b.c");
        Notification third = mailTo("c@b.c");
        long start = System.nanoTime();
        deploy("node-1");
        untilSent(first, second, third);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 3_000, "took " + millis + " ms");
    }

    @Test
    void aConnectionLostAtDataIsTriedAgain() throws Exception {
        smtp.next(Fault.DROP_AT_DATA);
        deploy("node-1");
        Notification mail = mailTo("a@b.c");
        untilSent(mail);
        assertEquals(2, outbox.row(mail.id()).attempts());
        assertEquals(List.of("a@b.c"), taken());
    }

    @Test
    void aLost250CostsOneSecondCopyWithTheSameMessageId() throws Exception {
        smtp.next(Fault.LOSE_250);
        deploy("node-1");
        Notification mail = mailTo("a@b.c");
        untilSent(mail);
        assertEquals(List.of("a@b.c", "a@b.c"), taken());
        assertOneMessageId(mail);
    }

    @Test
    void nothingIsLostWhenANodeGoesInTheMiddleOfSending() throws Exception {
        smtp.usually(Fault.HANG);
        Notification[] mails =
                IntStream.range(0, 5).mapToObj(i -> mailTo("a" + i + "@b.c")).toArray(Notification[]::new);
        String first = deploy("node-1");
        until(() -> smtp.connections() >= 2);
        outbox.failSettling(true);
        await(vertx.undeploy(first));
        smtp.usually(Fault.NONE);
        outbox.failSettling(false);
        deploy("node-2");
        untilSent(mails);
        assertEquals(5, taken().size());
        assertEquals(5, new HashSet<>(taken()).size());
    }

    @Test
    void whatIsUnderWayAtUndeploymentIsFinished() throws Exception {
        Notification[] mails =
                IntStream.range(0, 30).mapToObj(i -> mailTo("a" + i + "@b.c")).toArray(Notification[]::new);
        String first = deploy("node-1");
        until(() -> smtp.recipientsHeard() >= 5);
        await(vertx.undeploy(first));
        long sent = List.of(mails).stream()
                .filter(mail -> outbox.row(mail.id()).state() == State.SENT)
                .count();
        assertEquals(taken().size(), sent);
        deploy("node-2");
        untilSent(mails);
        assertEquals(30, taken().size());
    }

    @Test
    void twoNodesSendEachMailOnce() throws Exception {
        Notification[] mails =
                IntStream.range(0, 60).mapToObj(i -> mailTo("a" + i + "@b.c")).toArray(Notification[]::new);
        deploy("node-1");
        deploy("node-2");
        untilSent(mails);
        assertEquals(60, taken().size());
    }

    @Test
    void wakingSendsAtOnce() throws Exception {
        NotifySettings lazy =
                new NotifySettings(Duration.ofHours(1), 2, LEASE, Duration.ofMillis(200), RetryPolicy.DEFAULT);
        NotifyVerticle verticle = new NotifyVerticle(
                lazy,
                outbox.store(),
                mail(),
                TEXTS,
                NotifyVerticleTest::now,
                published::addAll,
                NotifyMetrics.NONE,
                "n");
        verticle.wake();
        deploy(verticle);
        Notification mail = mailTo("a@b.c");
        verticle.wake();
        untilSent(mail);
    }
}
