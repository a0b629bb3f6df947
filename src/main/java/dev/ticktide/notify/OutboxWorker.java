package dev.ticktide.notify;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases the due messages of one channel, renders them, passes them to the notifier, and stores the results. It leases
 * no more than it can send at once, so that none waits under a lease. A message counts as being sent until its result
 * is stored: so a failing store stops the sending instead of piling up results that a crash would turn into second
 * copies.
 *
 * <p>Call it on one context, the one {@code context} runs things on.
 */
public final class OutboxWorker {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxWorker.class);
    private static final int RENEWALS_PER_LEASE = 5;
    private static final long COMPLAINT_INTERVAL = 60_000_000L;

    private final NotifySettings settings;
    private final Store store;
    private final String channel;
    private final Notifier notifier;
    private final SignalText texts;
    private final Attempts attempts;
    private final String node;
    private final Executor context;
    private final LongSupplier clock;
    private final Consumer<List<Notification>> published;

    private final Set<String> underway = new HashSet<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private List<Notification> unsettled = new ArrayList<>();
    private long renewedAt;
    private boolean leasing;
    private boolean settling;
    private boolean woken;
    private boolean stopped;
    private @Nullable Long lastComplaint;

    /**
     * @param channel whose rows are taken
     * @param clock epoch microseconds
     * @param published called with rows whose new state is stored
     */
    public OutboxWorker(
            NotifySettings settings,
            Store store,
            String channel,
            Notifier notifier,
            SignalText texts,
            String node,
            Executor context,
            LongSupplier clock,
            Consumer<List<Notification>> published,
            NotifyMetrics metrics) {
        this.settings = settings;
        this.store = store;
        this.channel = channel;
        this.notifier = notifier;
        this.texts = texts;
        this.attempts = new Attempts(settings.retry(), metrics);
        this.node = node;
        this.context = context;
        this.clock = clock;
        this.published = published;
    }

    /** Sends what is due at {@code now}, as far as there is room. Call it every so often; a call too many does no harm. */
    public void tick(long now) {
        settle();
        renew(now);
        int room = settings.concurrency() - underway.size();
        if (stopped || room <= 0) {
            return;
        }
        if (leasing) {
            woken = true;
            return;
        }
        leasing = true;
        woken = false;
        long leaseUntil = now + Micros.of(settings.lease());
        ask(() -> store.leaseOutbox(node, channel, now, leaseUntil, room))
                .whenComplete((rows, failure) -> context.execute(() -> onLeased(rows, leaseUntil, failure)));
    }

    /** A lease is short, so that a dead node's mails wait no longer than that; a send that takes longer keeps its own. */
    private void renew(long now) {
        long lease = Micros.of(settings.lease());
        if (underway.isEmpty() || now - renewedAt < lease / RENEWALS_PER_LEASE) {
            return;
        }
        renewedAt = now;
        List<String> ids = List.copyOf(underway);
        ask(() -> store.renewOutbox(node, ids, now + lease))
                .whenComplete((nothing, failure) -> context.execute(() -> {
                    if (failure != null) {
                        complain("renew the leases of mails", failure);
                    }
                }));
    }

    /** Takes nothing more; completes when what is under way is settled. */
    public CompletionStage<Void> stop() {
        stopped = true;
        settle();
        completeIfIdle();
        return idle;
    }

    private void onLeased(@Nullable List<Notification> rows, long leaseUntil, @Nullable Throwable failure) {
        leasing = false;
        if (rows == null) {
            complain("take mails from the outbox", failure);
        } else if (stopped || leaseUntil - clock.getAsLong() < Micros.of(settings.lease()) / 2) {
            giveBack(rows);
        } else {
            rows.forEach(this::send);
            if (woken) {
                tick(clock.getAsLong());
            }
        }
        completeIfIdle();
    }

    /** Settling unchanged rows ends their lease, so that no other node has to wait until it runs out. */
    private void giveBack(List<Notification> rows) {
        List<Notification> unsent =
                rows.stream().filter(row -> !underway.contains(row.id())).toList();
        if (!unsent.isEmpty()) {
            ask(() -> store.settleOutbox(node, unsent));
        }
    }

    private void send(Notification row) {
        // Still under way here, though its lease ran out: the process was paused, or the result couldn't be stored.
        if (!underway.add(row.id())) {
            return;
        }
        Future<Void> sent;
        try {
            sent = notifier.send(row, texts.of(row));
        } catch (RuntimeException bug) {
            sent = Future.failedFuture(bug);
        }
        sent.onComplete(end -> context.execute(() -> onSent(row, end.cause())));
    }

    private void onSent(Notification row, @Nullable Throwable failure) {
        unsettled.add(attempts.result(row, failure, clock.getAsLong()));
        settle();
    }

    private void settle() {
        if (settling || unsettled.isEmpty()) {
            return;
        }
        settling = true;
        List<Notification> results = unsettled;
        unsettled = new ArrayList<>();
        ask(() -> store.settleOutbox(node, results))
                .whenComplete((nothing, failure) -> context.execute(() -> onSettled(results, failure)));
    }

    private void onSettled(List<Notification> results, @Nullable Throwable failure) {
        settling = false;
        if (failure != null) {
            unsettled.addAll(results);
            complain("store what became of mails", failure);
            return;
        }
        results.forEach(result -> underway.remove(result.id()));
        tick(clock.getAsLong());
        completeIfIdle();
        // Last, so that a listener that fails stops nothing.
        results.forEach(attempts::count);
        published.accept(results);
    }

    private void completeIfIdle() {
        if (stopped && underway.isEmpty() && !leasing) {
            idle.complete(null);
        }
    }

    private void complain(String what, @Nullable Throwable failure) {
        long now = clock.getAsLong();
        Long last = lastComplaint;
        if (last == null || now - last >= COMPLAINT_INTERVAL) {
            lastComplaint = now;
            LOG.warn("store could not {}; tried again until it can: {}", what, String.valueOf(failure));
        }
    }

    private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
