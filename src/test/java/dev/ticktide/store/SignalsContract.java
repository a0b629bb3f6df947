package dev.ticktide.store;

import static dev.ticktide.store.StoreContract.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signals and the mails about them. */
interface SignalsContract extends StoreUnderTest {

    @Test
    default void signalsComeBackWholeNewestFirstAndByPage() {
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            signals.add(Samples.signal("0" + i, i % 2 == 0 ? "AAPL" : "MSFT", Samples.T0 + i, Side.BUY));
        }
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of())));
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(), signals, List.of())));
        await(store().commitScores(List.of(), Map.of(), List.of(Samples.score("04"))));
        List<Store.StoredSignal> newest = await(store().signals(query(null, null, 2)));
        assertEquals(
                List.of(signals.get(4), signals.get(3)),
                newest.stream().map(Store.StoredSignal::signal).toList());
        assertEquals(List.of(Samples.score("04")), newest.get(0).scores());
        Signal last = newest.get(1).signal();
        Store.PageKey page = new Store.PageKey(last.barTime() + last.timeframe().micros(), last.id());
        assertEquals(
                List.of(signals.get(2), signals.get(0)),
                await(store().signals(query("AAPL", page, 10))).stream()
                        .map(Store.StoredSignal::signal)
                        .toList());
        assertEquals(signals.get(1), await(store().signal("01")).orElseThrow().signal());
        assertTrue(await(store().signal("ff")).isEmpty());
    }

    @Test
    default void aMailIsLeasedToOneNodeAtATimeAndGoesBackWhenTheLeaseEnds() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        Notification mail = Samples.notification("m1", "aa", Notification.EMAIL, Notification.State.PENDING);
        Notification inbox = Samples.notification("i1", "aa", Notification.INBOX, Notification.State.SENT);
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(mail, inbox))));
        assertEquals(1, await(store().outboxBacklog()));
        assertEquals(
                List.of(),
                await(store().leaseOutbox("a", Notification.EMAIL, Samples.T0 - 1, Samples.T0 + 50, 10)),
                "not due yet");
        assertEquals(
                List.of(mail), await(store().leaseOutbox("a", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(
                List.of(), await(store().leaseOutbox("b", Notification.EMAIL, Samples.T0 + 49, Samples.T0 + 99, 10)));
        await(store().renewOutbox("a", List.of("m1", "i1"), Samples.T0 + 70));
        await(store().renewOutbox("b", List.of("m1"), Samples.T0 + 10));
        assertEquals(
                List.of(),
                await(store().leaseOutbox("b", Notification.EMAIL, Samples.T0 + 69, Samples.T0 + 99, 10)),
                "renewed");
        assertEquals(
                1,
                await(store().leaseOutbox("b", Notification.EMAIL, Samples.T0 + 70, Samples.T0 + 99, 10))
                        .size());
        Notification sent = new Notification(
                "m1",
                signal,
                "email",
                "student@example.org",
                new Notification.Text("BUY AAPL", "because\nof this"),
                Notification.State.SENT,
                1,
                Samples.T0,
                Samples.T0,
                Samples.T0 + 60,
                null);
        await(store().settleOutbox("a", List.of(sent)));
        assertEquals(1, await(store().outboxBacklog()), "a's lease had ended, its word no longer counts");
        await(store().settleOutbox("b", List.of(sent)));
        assertEquals(0, await(store().outboxBacklog()));
        assertEquals(List.of(sent, inbox), await(store().notifications(null, 10)));
        assertEquals(List.of(inbox), await(store().notifications(new Store.PageKey(sent.createdAt(), sent.id()), 10)));
    }

    @Test
    default void aRowIsLeasedByItsChannelOnly() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        Notification mail = Samples.notification("m1", "aa", Notification.EMAIL, Notification.State.PENDING);
        Notification other = Samples.notification("o1", "aa", "other", Notification.State.PENDING);
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal), List.of(mail, other))));
        assertEquals(List.of(other), await(store().leaseOutbox("a", "other", Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(List.of(), await(store().leaseOutbox("b", "other", Samples.T0, Samples.T0 + 50, 10)));
        assertEquals(
                List.of(mail), await(store().leaseOutbox("b", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 10)));
    }

    @Test
    default void aRowKeepsItsSignalAsItWasAndOneOfAnOlderVersionItsText() {
        Signal signal = Samples.signal("aa", "AAPL", Samples.T0, Side.BUY);
        // Other numbers than the signal has now, as after a load of history.
        Notification mail = new Notification(
                "m1",
                Samples.signal("aa", "AAPL", Samples.T0 - 1, Side.BUY),
                Notification.EMAIL,
                "student@example.org",
                null,
                Notification.State.PENDING,
                0,
                Samples.T0,
                Samples.T0,
                0,
                null);
        Signal older = Samples.signal("bb", "MSFT", Samples.T0, Side.SELL);
        await(store().commitSignals(List.of(), new Store.Raised(Map.of(), List.of(signal, older), List.of(mail))));
        execute("INSERT INTO outbox (id, signal_id, symbol, side, channel, recipient, subject, text, state, attempts,"
                + " created_at, next_attempt_at, settled_at, lease_until) VALUES ('m2', 'bb', 'MSFT', 'sell', 'email',"
                + " 'student@example.org', 'SELL MSFT', 'because', 'pending', 2, " + Samples.T0 + ", " + Samples.T0
                + ", 0, 0)");
        Notification text = new Notification(
                "m2",
                older,
                Notification.EMAIL,
                "student@example.org",
                new Notification.Text("SELL MSFT", "because"),
                Notification.State.PENDING,
                2,
                Samples.T0,
                Samples.T0,
                0,
                null);
        assertEquals(List.of(text, mail), await(store().notifications(null, 10)));
        assertEquals(
                List.of(mail, text),
                await(store().leaseOutbox("a", Notification.EMAIL, Samples.T0, Samples.T0 + 50, 10)));
    }
}
