package dev.ticktide.notify.plan;

import static dev.ticktide.notify.Samples.BAR;
import static dev.ticktide.notify.Samples.DASHBOARD;
import static dev.ticktide.notify.Samples.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Notification.State;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.notify.Samples;
import dev.ticktide.notify.SignalText;
import dev.ticktide.testing.Plans;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotificationPlanTest {

    private static final SignalText TEXTS = new SignalText(DASHBOARD);
    private static final Signal BUY = Samples.signal("AAPL", Side.BUY);

    private static List<String> recipients(boolean mail, Signal signal, Subscription... subscriptions) {
        return Plans.plan(mail, subscriptions).plan(signal).stream()
                .map(Notification::recipient)
                .toList();
    }

    private static Subscription all(String recipient) {
        return Subscription.all(Plans.to(recipient));
    }

    private static Subscription wanting(List<String> symbols, List<Side> sides, Duration maxAge) {
        return new Subscription(Plans.to("a@b.c"), symbols, sides, List.of(), maxAge);
    }

    @Test
    void aMatchingSignalGivesOneInboxEntryAndOneMailToEachRecipient() {
        List<Notification> rows = Plans.mail(all("a@b.c"), all("d@e.f"), wanting(List.of("AAPL"), List.of(), null))
                .plan(BUY);
        assertEquals(
                List.of("inbox", "a@b.c", "d@e.f"),
                rows.stream().map(Notification::recipient).toList());

        Notification inbox = rows.get(0);
        assertEquals(Notification.INBOX, inbox.channel());
        assertEquals(State.SENT, inbox.state());
        assertEquals(BUY.generatedAt(), inbox.settledAt());

        Notification mail = rows.get(1);
        assertEquals(Notification.EMAIL, mail.channel());
        assertEquals(State.PENDING, mail.state());
        assertEquals(BUY.generatedAt(), mail.createdAt());
        assertEquals(BUY.generatedAt(), mail.nextAttemptAt());
        assertEquals(0, mail.settledAt());
        assertEquals("BUY AAPL 151.20 (rsi-reversal, 5m)", TEXTS.of(mail).subject());
        assertEquals(TEXTS.of(inbox), TEXTS.of(mail));
        assertNotEquals(inbox.id(), mail.id());
    }

    @Test
    void theSameSignalGivesTheSameRows() {
        assertEquals(Samples.mail(BUY, "a@b.c"), Samples.mail(Samples.signal("AAPL", Side.BUY), "a@b.c"));
    }

    @Test
    void withoutAMailServerTheInboxStillHearsOfIt() {
        assertEquals(List.of("inbox"), recipients(false, BUY, all("a@b.c")));
        assertEquals(List.of("inbox"), recipients(true, BUY, all("inbox")));
    }

    @Test
    void symbolsAndSidesChoose() {
        List<String> told = List.of("inbox", "a@b.c");
        assertEquals(told, recipients(true, BUY, wanting(List.of("msft", " aapl "), List.of(Side.BUY), null)));
        assertEquals(told, recipients(true, BUY, wanting(List.of("*"), List.of(Side.SELL, Side.BUY), null)));
        assertEquals(List.of(), recipients(true, BUY, wanting(List.of("MSFT"), List.of(), null)));
        assertEquals(List.of(), recipients(true, BUY, wanting(List.of("AAPL"), List.of(Side.SELL), null)));
        assertEquals(List.of(), recipients(true, BUY));
    }

    @Test
    void historyRingsNoBells() {
        Subscription fresh = wanting(List.of(), List.of(), Duration.ofMinutes(1));
        long barEnd = BAR + 300 * SECOND;
        Signal inTime = Samples.signal("AAPL", Side.BUY, "s", barEnd + 60 * SECOND);
        Signal tooLate = Samples.signal("AAPL", Side.BUY, "s", barEnd + 60 * SECOND + 1);
        assertEquals(2, recipients(true, inTime, fresh).size());
        assertEquals(List.of(), recipients(true, tooLate, fresh));
        assertEquals(2, recipients(true, tooLate, all("a@b.c")).size());
    }

    @Test
    void rawNotifiesOnlyWhereItIsNamed() {
        Signal raw = Samples.signal("AAPL", Side.BUY, Timeframe.RAW);
        List<String> both = List.of("inbox", "a@b.c");
        assertEquals(List.of(), recipients(true, raw, on()));
        assertEquals(both, recipients(true, BUY, on()), "any clock-aligned timeframe");
        assertEquals(both, recipients(true, raw, on("raw")));
        assertEquals(both, recipients(true, raw, on("*")));
        assertEquals(List.of(), recipients(true, BUY, on("raw")));
        assertEquals(List.of(), recipients(true, BUY, on("1h")), "a 5m signal");
        assertThrows(IllegalArgumentException.class, () -> on("weekly"));
    }

    private static Subscription on(String... timeframes) {
        return new Subscription(Plans.to("a@b.c"), List.of(), List.of(), List.of(timeframes), null);
    }

    @Test
    void oneMailboxIsToldOnceHoweverItsDomainIsWritten() {
        assertEquals(List.of("inbox", "a@b.c"), recipients(true, BUY, all("a@B.C"), all("a@b.c")));
    }

    @Test
    void aSubscriptionRefusesWhatIsNoAddress() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> all("a@b.c\r\nBcc:d@e.f"));
        assertTrue(refusal.getMessage().startsWith("recipient must be one plain address"));
    }

    record Stop(StopReason reason, Signal signal, Subscription subscription) {
        @Override
        public String toString() {
            return reason.label();
        }
    }

    static Stop[] stops() {
        return new Stop[] {
            new Stop(StopReason.OTHER_SYMBOL, BUY, wanting(List.of("MSFT"), List.of(), null)),
            new Stop(StopReason.OTHER_SIDE, BUY, wanting(List.of(), List.of(Side.SELL), null)),
            new Stop(StopReason.OTHER_TIMEFRAME, BUY, on("1h")),
            new Stop(
                    StopReason.TOO_OLD,
                    Samples.signal("AAPL", Side.BUY, "s", BAR + 400 * SECOND),
                    wanting(List.of(), List.of(), Duration.ofMinutes(1)))
        };
    }

    @ParameterizedTest
    @MethodSource("stops")
    void aMessageThatIsNotSentHasAReason(Stop row) {
        NotificationPlan plan = Plans.mail(row.subscription());
        assertEquals(List.of(), plan.plan(row.signal()));
        assertEquals(
                List.of("inbox " + row.reason(), "email " + row.reason()),
                plan.stopped(row.signal()).stream()
                        .map(stopped -> stopped.draft().to().channel() + " " + stopped.reason())
                        .toList());
    }

    @Test
    void whatAnotherMessageSaysAlreadyAndWhatHasNoChannelHasAReasonToo() {
        assertEquals(
                List.of(StopReason.CHANNEL_OFF, StopReason.CHANNEL_OFF, StopReason.SAME_ADDRESS),
                Plans.plan(false, all("a@b.c"), all("d@e.f")).stopped(BUY).stream()
                        .map(NotificationPlan.Stopped::reason)
                        .toList());
        assertEquals(List.of(), Plans.mail(all("a@b.c")).stopped(BUY));
    }
}
