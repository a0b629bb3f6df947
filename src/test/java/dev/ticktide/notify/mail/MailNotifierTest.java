package dev.ticktide.notify.mail;

import static dev.ticktide.testing.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.notify.DeliveryException;
import dev.ticktide.notify.FailureReason;
import dev.ticktide.notify.Lines;
import dev.ticktide.notify.Samples;
import dev.ticktide.notify.SignalText;
import dev.ticktide.testing.FaultSmtp;
import dev.ticktide.testing.FaultSmtp.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailNotifierTest {

    private static final Signal BUY = Samples.signal("AAPL", Side.BUY);
    private static final Notification MAIL = Samples.mail(BUY, "student1@example.org");
    private static final SignalText TEXTS = new SignalText(Samples.DASHBOARD);
    private static final Notification.Text TEXT = TEXTS.of(MAIL);
    private static final Set<String> HEADERS = Set.of(
            "Return-Path",
            "Received",
            "MIME-Version",
            "Message-ID",
            "Date",
            "Subject",
            "From",
            "To",
            "Content-Type",
            "Auto-Submitted");

    private static Vertx vertx;
    private final FaultSmtp faulty = new FaultSmtp();
    private final GreenMail real = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void shut() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        faulty.close();
        real.stop();
    }

    private static MailSettings settings(int port) {
        return MailSettings.of("127.0.0.1:" + port, "Ticktide <alerts@example.org>")
                .withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(400), Duration.ofMillis(800));
    }

    private MailSettings realServer() {
        real.start();
        // With the usual limits of time: this server is as slow as the machine at that moment.
        return MailSettings.of("127.0.0.1:" + real.getSmtp().getPort(), "Ticktide <alerts@example.org>");
    }

    private static MailNotifier notifier(MailSettings settings) {
        return new MailNotifier(vertx, settings, new MailRenderer(new SignalText(Samples.DASHBOARD)));
    }

    private static <T> T await(Supplier<Future<T>> action) throws InterruptedException {
        try {
            return Future.<T>future(promise ->
                            vertx.runOnContext(nothing -> action.get().onComplete(promise)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw assertInstanceOf(DeliveryException.class, e.getCause());
        }
    }

    private static DeliveryException failure(Supplier<Future<Void>> action) throws InterruptedException {
        try {
            await(action);
        } catch (DeliveryException e) {
            return e;
        }
        throw new AssertionError("it was sent");
    }

    private static Set<String> headerNames(MimeMessage mail) throws Exception {
        Set<String> names = new TreeSet<>();
        Collections.list(mail.getAllHeaders()).forEach(header -> names.add(header.getName()));
        return names;
    }

    private static String part(MimeMessage mail, int index) throws Exception {
        BodyPart part = assertInstanceOf(MimeMultipart.class, mail.getContent()).getBodyPart(index);
        return part.getContent().toString().replace("\r\n", "\n").stripTrailing() + "\n";
    }

    @Test
    void aMailArrivesWithBothBodiesAndItsHeaders() throws Exception {
        MailNotifier notifier = notifier(realServer());
        await(() -> notifier.send(MAIL, TEXT));
        MimeMessage mail = real.getReceivedMessages()[0];
        assertEquals("BUY AAPL 151.20 (rsi-reversal, 5m)", mail.getSubject());
        assertEquals("Ticktide <alerts@example.org>", mail.getFrom()[0].toString());
        assertEquals("student1@example.org", GreenMailUtil.getAddressList(mail.getAllRecipients()));
        assertEquals("<" + MAIL.id() + "@ticktide>", mail.getMessageID());
        assertEquals(new TreeSet<>(HEADERS), headerNames(mail));
        assertTrue(mail.getContentType().startsWith("multipart/alternative"), mail.getContentType());
        assertEquals(TEXT.body(), part(mail, 0));
        assertTrue(part(mail, 0).contains("/?symbol=AAPL&timeframe=5m&signal=" + BUY.id()));
        assertEquals(new MailRenderer(new SignalText(Samples.DASHBOARD)).html(BUY), part(mail, 1));
    }

    @Test
    void symbolsAsExchangesWriteThemArriveAsTheyAre() throws Exception {
        List<String> symbols =
                List.of("BTC/USDT", "^GSPC", "BRK&B", "ES=F", "$DJI", "GOLDm#", "A\r\nBcc: x@y.z\r\n\r\n.\r\n");
        MailNotifier notifier = notifier(realServer());
        for (String symbol : symbols) {
            Signal signal = Samples.signal(symbol, Side.SELL);
            Notification row = Samples.mail(signal, "student1@example.org");
            await(() -> notifier.send(row, TEXTS.of(row)));
            MimeMessage mail = real.getReceivedMessages()[real.getReceivedMessages().length - 1];
            assertEquals(TEXTS.of(row).subject(), mail.getSubject());
            assertEquals(Lines.single("SELL " + symbol + " 151.20 (rsi-reversal, 5m)"), mail.getSubject());
            assertEquals(new TreeSet<>(HEADERS), headerNames(mail), symbol);
            assertEquals(1, mail.getAllRecipients().length, symbol);
            assertEquals(TEXTS.of(row).body(), part(mail, 0));
            assertEquals(new MailRenderer(new SignalText(Samples.DASHBOARD)).html(signal), part(mail, 1));
        }
        assertEquals(symbols.size(), real.getReceivedMessages().length);
    }

    @Test
    void configuredHeadersAreAdded() throws Exception {
        MailSettings settings = realServer();
        MailNotifier notifier = notifier(MailSettingsTest.with(
                settings.smarthost(), "a@b.c", null, null, null, false, Map.of("X-Team", "quants")));
        await(() -> notifier.send(MAIL, TEXT));
        MimeMessage mail = real.getReceivedMessages()[0];
        assertEquals(List.of("quants"), List.of(mail.getHeader("X-Team")));
        Set<String> expected = new TreeSet<>(HEADERS);
        expected.add("X-Team");
        assertEquals(expected, headerNames(mail));
    }

    @Test
    void namesCannotAddHeadersOrCommands() throws Exception {
        String attack = "x\r\nBcc: victim@example.org\r\n\r\n.\r\nRCPT TO:<victim@example.org>\u0085\u2028y";
        Signal evil = Samples.signal("A\nX-Evil: 1", Side.BUY, attack, Samples.BAR);
        Notification planned = Samples.mail(evil, "student1@example.org");
        Notification stored = withSubject(planned, "BUY " + attack);
        MailNotifier notifier = notifier(realServer());
        for (Notification each : List.of(planned, stored)) {
            await(() -> notifier.send(each, TEXTS.of(each)));
        }
        assertEquals(2, real.getReceivedMessages().length);
        for (MimeMessage mail : real.getReceivedMessages()) {
            assertEquals(new TreeSet<>(HEADERS), headerNames(mail));
            assertEquals("student1@example.org", GreenMailUtil.getAddressList(mail.getAllRecipients()));
            assertEquals(1, mail.getSubject().lines().count());
        }
    }

    @Test
    void aStoredRecipientThatIsNoAddressIsNotTried() throws Exception {
        MailNotifier notifier = notifier(settings(faulty.port()));
        DeliveryException failure = failure(() -> notifier.send(withRecipient(MAIL, "a@b.c>\r\nRCPT TO:<d@e.f"), TEXT));
        assertEquals(FailureReason.INVALID_RECIPIENT, failure.reason());
        assertEquals(false, failure.retryable());
        assertEquals(0, faulty.connections());
    }

    @Test
    void logsInWithThePasswordInAFile(@TempDir Path directory) throws Exception {
        MailSettings server = realServer();
        real.setUser("alerts@example.org", "alerts", "hunter2");
        real.getUserManager().setAuthRequired(true);
        Path file = directory.resolve("password");
        MailNotifier notifier = notifier(login(server, file));
        Files.writeString(file, "wrong\n");
        DeliveryException failure = failure(() -> notifier.send(MAIL, TEXT));
        assertEquals(FailureReason.NOT_ADMITTED, failure.reason());
        assertEquals(true, failure.retryable(), "the password will be put right");
        Files.writeString(file, "hunter2\n");
        await(() -> notifier.send(MAIL, TEXT));
        assertEquals(1, real.getReceivedMessages().length);
    }

    private static MailSettings login(MailSettings server, Path file) {
        return MailSettingsTest.with(server.smarthost(), "a@b.c", "alerts", null, file, false, Map.of());
    }

    @Test
    void sendsNothingInClearIfTlsIsRequired() throws Exception {
        MailSettings server = realServer();
        MailNotifier notifier =
                notifier(MailSettingsTest.with(server.smarthost(), "a@b.c", null, null, null, true, Map.of()));
        DeliveryException failure = failure(() -> notifier.send(MAIL, TEXT));
        assertEquals(FailureReason.PROTOCOL, failure.reason());
        assertEquals(true, failure.retryable());
        assertEquals(0, real.getReceivedMessages().length);
    }

    record Outcome(Fault fault, FailureReason reason, boolean retryable, int taken) {
        @Override
        public String toString() {
            return fault + " is " + reason;
        }
    }

    static Outcome[] outcomes() {
        return new Outcome[] {
            new Outcome(Fault.HANG, FailureReason.CONNECTION_LOST, true, 0),
            new Outcome(Fault.DRIP, FailureReason.TIMEOUT, true, 0),
            new Outcome(Fault.ENDLESS_GREETING, FailureReason.TIMEOUT, true, 0),
            new Outcome(Fault.BUSY, FailureReason.REFUSED_TEMPORARILY, true, 0),
            new Outcome(Fault.NO_SERVICE, FailureReason.NOT_ADMITTED, true, 0),
            new Outcome(Fault.GARBAGE, FailureReason.PROTOCOL, true, 0),
            new Outcome(Fault.SENDER_550, FailureReason.NOT_ADMITTED, true, 0),
            new Outcome(Fault.RCPT_451, FailureReason.REFUSED_TEMPORARILY, true, 0),
            new Outcome(Fault.RCPT_550, FailureReason.REFUSED, false, 0),
            new Outcome(Fault.RCPT_GARBAGE, FailureReason.PROTOCOL, true, 0),
            new Outcome(Fault.RCPT_HANG, FailureReason.CONNECTION_LOST, true, 0),
            new Outcome(Fault.CONTENT_554, FailureReason.REFUSED, false, 0),
            new Outcome(Fault.DROP_AT_DATA, FailureReason.CONNECTION_LOST, true, 0),
            new Outcome(Fault.LOSE_250, FailureReason.CONNECTION_LOST, true, 1)
        };
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void everyFaultHasItsReasonAndTheNextMailGoes(Outcome row) throws Exception {
        MailNotifier notifier = notifier(settings(faulty.port()));
        faulty.next(row.fault());
        DeliveryException failure = failure(() -> notifier.send(MAIL, TEXT));
        assertEquals(row.reason(), failure.reason(), failure.getMessage());
        assertEquals(row.retryable(), failure.retryable());
        await(() -> notifier.send(MAIL, TEXT));
        assertEquals(row.taken() + 1, faulty.mails().size());
        faulty.mails().forEach(mail -> assertEquals("<" + MAIL.id() + "@ticktide>", mail.messageId()));
    }

    @Test
    void nobodyListeningAndNoSuchHostAreUnreachable() throws Exception {
        faulty.down();
        MailNotifier closed = notifier(settings(faulty.port()));
        assertEquals(
                FailureReason.UNREACHABLE,
                failure(() -> closed.send(MAIL, TEXT)).reason());
        MailNotifier nowhere = notifier(MailSettings.of("mail.invalid:25", "a@b.c")
                .withTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(15)));
        assertEquals(
                FailureReason.UNREACHABLE,
                failure(() -> nowhere.send(MAIL, TEXT)).reason());
    }

    @Test
    void dripsHoldNoPlacesForTheMailsAfterThem() throws Exception {
        MailNotifier notifier = notifier(settings(faulty.port()));
        faulty.next(Fault.DRIP, Fault.DRIP, Fault.ENDLESS_GREETING, Fault.ENDLESS_GREETING);
        for (int i = 0; i < 2; i++) {
            Future<Void> first = send(notifier);
            Future<Void> second = send(notifier);
            assertEquals(FailureReason.TIMEOUT, failure(() -> first).reason());
            assertEquals(FailureReason.TIMEOUT, failure(() -> second).reason());
        }
        long start = System.nanoTime();
        await(() -> notifier.send(MAIL, TEXT));
        assertTrue(System.nanoTime() - start < 1_000_000_000L, "goes at once");
        until(() -> faulty.open() == 0);
    }

    @Test
    void aTimeOutSparesTheMailBesideIt() throws Exception {
        faulty.usually(Fault.NONE).next(Fault.DRIP);
        MailNotifier notifier = notifier(settings(faulty.port()));
        Future<Void> slow = send(notifier);
        until(() -> faulty.connections() == 1);
        await(() -> notifier.send(MAIL, TEXT));
        assertEquals(FailureReason.TIMEOUT, failure(() -> slow).reason());
        assertEquals(1, faulty.mails().size());
    }

    @Test
    void closingBreaksOffWhatIsUnderWay() throws Exception {
        faulty.usually(Fault.HANG);
        MailNotifier notifier = notifier(settings(faulty.port()));
        Future<Void> hanging = send(notifier);
        until(() -> faulty.connections() == 1);
        await(notifier::close);
        assertEquals(true, failure(() -> hanging).retryable());
    }

    private static Future<Void> send(MailNotifier notifier) {
        return Future.future(promise ->
                vertx.runOnContext(nothing -> notifier.send(MAIL, TEXT).onComplete(promise)));
    }

    /** As older versions stored it. */
    private static Notification withSubject(Notification row, String subject) {
        return copy(
                row,
                row.recipient(),
                new Notification.Text(subject, TEXTS.of(row).body()));
    }

    private static Notification withRecipient(Notification row, String recipient) {
        return copy(row, recipient, row.text());
    }

    private static Notification copy(Notification row, String recipient, Notification.Text text) {
        return new Notification(
                row.id(),
                row.signal(),
                row.channel(),
                recipient,
                text,
                row.state(),
                row.attempts(),
                row.createdAt(),
                row.nextAttemptAt(),
                row.settledAt(),
                row.reason());
    }
}
