package dev.ticktide.notify;

import static dev.ticktide.notify.Samples.BAR;
import static dev.ticktide.notify.Samples.DASHBOARD;
import static dev.ticktide.notify.Samples.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.Notification;
import dev.ticktide.market.Notification.State;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.Timeframe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationPlanTest {

    private static final Signal BUY = Samples.signal("AAPL", Side.BUY);

    private static List<String> recipients(boolean mail, Signal signal, Subscription... subscriptions) {
        return new NotificationPlan(List.of(subscriptions), DASHBOARD, mail)
                .plan(signal).stream().map(Notification::recipient).toList();
    }

    private static Subscription wanting(List<String> symbols, List<Side> sides, Duration maxAge) {
        return new Subscription("a@b.c", symbols, sides, List.of(), maxAge);
    }

    @Test
    void aMatchingSignalGivesOneInboxEntryAndOneMailToEachRecipient() {
        List<Notification> rows = new NotificationPlan(
                        List.of(
                                Subscription.all("a@b.c"),
                                Subscription.all("d@e.f"),
                                wanting(List.of("AAPL"), List.of(), null)),
                        DASHBOARD,
                        true)
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
        assertEquals("BUY AAPL 151.20 (rsi-reversal, 5m)", mail.subject());
        assertEquals(inbox.text(), mail.text());
        assertNotEquals(inbox.id(), mail.id());
    }

    @Test
    void theSameSignalGivesTheSameRows() {
        assertEquals(Samples.mail(BUY, "a@b.c"), Samples.mail(Samples.signal("AAPL", Side.BUY), "a@b.c"));
    }

    @Test
    void withoutAMailServerTheInboxStillHearsOfIt() {
        assertEquals(List.of("inbox"), recipients(false, BUY, Subscription.all("a@b.c")));
        assertEquals(List.of("inbox"), recipients(true, BUY, Subscription.all("inbox")));
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
        assertEquals(2, recipients(true, tooLate, Subscription.all("a@b.c")).size());
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
        return new Subscription("a@b.c", List.of(), List.of(), List.of(timeframes), null);
    }

    @Test
    void oneMailboxIsToldOnceHoweverItsDomainIsWritten() {
        assertEquals(
                List.of("inbox", "a@b.c"), recipients(true, BUY, Subscription.all("a@B.C"), Subscription.all("a@b.c")));
    }

    @Test
    void aSubscriptionRefusesWhatIsNoAddress() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Subscription.all("a@b.c\r\nBcc:d@e.f"));
        assertTrue(refusal.getMessage().startsWith("recipient must be one plain address"));
    }
}
