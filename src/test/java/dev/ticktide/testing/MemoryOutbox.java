package dev.ticktide.testing;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Notification.State;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The outbox part of a store, in memory: leases and states as the contract says; everything else is unsupported. */
public final class MemoryOutbox {

    private static final class Row {
        Notification notification;
        String leasedBy = "";
        long leaseUntil;

        Row(Notification notification) {
            this.notification = notification;
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Notification> settled = new ArrayList<>();
    private final List<Integer> limits = new ArrayList<>();
    private boolean leaseFails;
    private boolean settleFails;

    public synchronized MemoryOutbox add(Notification notification) {
        rows.put(notification.id(), new Row(notification));
        return this;
    }

    public synchronized Notification row(String id) {
        return rows.get(id).notification;
    }

    /** Every result written back, in order. */
    public synchronized List<Notification> settled() {
        return List.copyOf(settled);
    }

    /** How many rows were asked for, by each request. */
    public synchronized List<Integer> limits() {
        return List.copyOf(limits);
    }

    public synchronized void failLeases(boolean fail) {
        leaseFails = fail;
    }

    public synchronized void failSettling(boolean fail) {
        settleFails = fail;
    }

    public synchronized long backlog() {
        return rows.values().stream()
                .filter(row -> row.notification.state() == State.PENDING)
                .count();
    }

    /** This outbox as a store. */
    public Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "leaseOutbox" ->
                        lease(
                                (String) arguments[0],
                                (String) arguments[1],
                                (long) arguments[2],
                                (long) arguments[3],
                                (int) arguments[4]);
                    case "renewOutbox" ->
                        renew((String) arguments[0], (Collection<?>) arguments[1], (long) arguments[2]);
                    case "settleOutbox" -> settle((String) arguments[0], (List<?>) arguments[1]);
                    case "outboxBacklog" -> CompletableFuture.completedFuture(backlog());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private synchronized CompletionStage<List<Notification>> lease(
            String node, String channel, long now, long leaseUntil, int limit) {
        limits.add(limit);
        if (leaseFails) {
            return unavailable();
        }
        List<Row> due = rows.values().stream()
                .filter(row -> row.notification.state() == State.PENDING
                        && row.notification.channel().equals(channel)
                        && row.notification.nextAttemptAt() <= now
                        && row.leaseUntil <= now)
                .sorted(Comparator.comparingLong(row -> row.notification.nextAttemptAt()))
                .limit(limit)
                .toList();
        due.forEach(row -> {
            row.leasedBy = node;
            row.leaseUntil = leaseUntil;
        });
        return CompletableFuture.completedFuture(
                due.stream().map(row -> row.notification).toList());
    }

    private synchronized CompletionStage<Void> renew(String node, Collection<?> ids, long leaseUntil) {
        if (leaseFails) {
            return unavailable();
        }
        for (Object id : ids) {
            Row row = rows.get(String.valueOf(id));
            if (row.leasedBy.equals(node)) {
                row.leaseUntil = leaseUntil;
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private synchronized CompletionStage<Void> settle(String node, List<?> results) {
        if (settleFails) {
            return unavailable();
        }
        for (Object each : results) {
            Notification result = (Notification) each;
            Row row = rows.get(result.id());
            if (row.leasedBy.equals(node)) {
                row.notification = result;
                row.leasedBy = "";
                row.leaseUntil = 0;
                settled.add(result);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private static <T> CompletionStage<T> unavailable() {
        return CompletableFuture.failedFuture(new StoreException(StoreException.Kind.UNAVAILABLE, "told to fail"));
    }
}
