package dev.ticktide.indicator;

import dev.ticktide.market.AppendReply;
import dev.ticktide.market.AppendRequest;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import dev.ticktide.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes append requests one group at a time through plan, commit and fold. While a group is on its way to the disk the next
 * one gathers. A request is answered after its events are stored and folded.
 *
 * <p>Confined to one context, to which every completion hops back through {@code context}.
 */
final class Appender {

    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    /** Events of a group: enough to make an fsync cheap, few enough that it takes milliseconds. */
    private static final int GROUP = 8_192;

    /** What the appender needs of the stage around it. */
    interface Stage {

        boolean owns(int partition);

        Store.Fence fence(int partition);

        /** Whether the stages behind can't keep up. */
        boolean isCongested();

        /** Bars closed by earlier entries, to be stored along; given back when that fails. */
        List<Store.ClosedBar> takeClosedBars();

        void giveBack(List<Store.ClosedBar> bars);

        /** Folds committed entries. */
        void apply(List<LogEntry> entries);

        /** Reads again what the log holds after an outcome that nobody knows, or ownership that was lost. */
        CompletionStage<?> resync(Set<Integer> partitions);
    }

    private record Pending(AppendRequest request, CompletableFuture<AppendReply> reply) {}

    private final Store store;
    private final AppendPlanner planner;
    private final Set<String> knownSymbols;
    private final Stage stage;
    private final Executor context;
    private final int maxQueued;
    private final Deque<Pending> queue = new ArrayDeque<>();

    /** Partitions whose log may hold more than their state: planning on would give out a seq twice. */
    private final Set<Integer> unsure = new TreeSet<>();

    private int queued;
    private boolean busy;
    private boolean draining;
    private CompletableFuture<?> idle = CompletableFuture.completedFuture(null);

    Appender(
            Store store,
            AppendPlanner planner,
            Set<String> knownSymbols,
            Stage stage,
            Executor context,
            int maxQueued) {
        this.store = store;
        this.planner = planner;
        this.knownSymbols = knownSymbols;
        this.stage = stage;
        this.context = context;
        this.maxQueued = maxQueued;
    }

    CompletionStage<AppendReply> append(AppendRequest request) {
        if (draining) {
            return refused(AppendReply.Status.DRAINING);
        }
        if (!ownsAll(request)) {
            return refused(AppendReply.Status.NOT_OWNER);
        }
        if (queued + request.events().size() > maxQueued || stage.isCongested()) {
            return refused(AppendReply.Status.OVERLOADED);
        }
        Pending pending = new Pending(request, new CompletableFuture<>());
        queue.add(pending);
        queued += request.events().size();
        next();
        return pending.reply;
    }

    /** Takes nothing more; completes when what was taken is answered. */
    CompletionStage<?> drain() {
        draining = true;
        return busy ? idle : CompletableFuture.completedFuture(null);
    }

    int queued() {
        return queued;
    }

    private void next() {
        if (busy) {
            return;
        }
        List<Pending> group = takeGroup();
        if (group.isEmpty()) {
            idle.complete(null);
            return;
        }
        busy = true;
        if (idle.isDone()) {
            idle = new CompletableFuture<>();
        }
        if (unsure.isEmpty()) {
            guarded(group, () -> plan(group));
        } else {
            readAgain().whenCompleteAsync((done, failure) -> goOn(group, failure, () -> plan(group)), context);
        }
    }

    private void goOn(List<Pending> group, @Nullable Throwable failure, Runnable step) {
        if (failure == null) {
            guarded(group, step);
        } else {
            fail(group, failure);
        }
    }

    /** A bug must cost its group an answer of "nobody knows", not every later group its turn. */
    private void guarded(List<Pending> group, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("A bug in the indicator stage", e);
            fail(group, e);
        }
    }

    private void plan(List<Pending> group) {
        List<AppendRequest> requests = group.stream().map(Pending::request).toList();
        Map<Integer, List<MarketEvent>> doubtful = planner.doubtful(requests);
        if (doubtful.isEmpty()) {
            commit(group, planner.plan(requests, Map.of()));
        } else {
            look(doubtful)
                    .whenCompleteAsync(
                            (stored, failure) ->
                                    goOn(group, failure, () -> commit(group, planner.plan(requests, stored))),
                            context);
        }
    }

    private List<Pending> takeGroup() {
        List<Pending> group = new ArrayList<>();
        int events = 0;
        while (!queue.isEmpty() && events < GROUP) {
            Pending pending = queue.remove();
            group.add(pending);
            events += pending.request.events().size();
        }
        return group;
    }

    private CompletionStage<Map<Integer, List<LogEntry>>> look(Map<Integer, List<MarketEvent>> doubtful) {
        Map<Integer, List<LogEntry>> stored = new HashMap<>();
        List<CompletableFuture<?>> reads = new ArrayList<>();
        doubtful.forEach((partition, events) -> reads.add(store.find(partition, events)
                .thenAcceptAsync(rows -> stored.put(partition, rows), context)
                .toCompletableFuture()));
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(done -> stored);
    }

    private void commit(List<Pending> group, AppendPlanner.Plan plan) {
        if (plan.entries().isEmpty()) {
            answer(group, plan.replies());
            return;
        }
        List<Store.Fence> fences = plan.entries().stream()
                .map(LogEntry::partition)
                .distinct()
                .map(stage::fence)
                .toList();
        List<Store.ClosedBar> bars = stage.takeClosedBars();
        store.append(new Store.Append(fences, plan.entries(), bars, plan.newSymbols()))
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                stage.giveBack(bars);
                            }
                            goOn(group, failure, () -> {
                                plan.newSymbols().forEach(info -> knownSymbols.add(info.symbol()));
                                stage.apply(plan.entries());
                                answer(group, plan.replies());
                            });
                        },
                        context);
    }

    private void fail(List<Pending> group, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        AppendReply reply = AppendReply.refused(meaning(failure));
        List<AppendReply> replies = group.stream().map(pending -> reply).toList();
        if (reply.status() == AppendReply.Status.OUTCOME_UNKNOWN || reply.status() == AppendReply.Status.NOT_OWNER) {
            LOG.warn("An append failed, reading the log again: {}", failure.toString());
            group.forEach(pending -> unsure.addAll(partitions(pending.request)));
            readAgain().whenCompleteAsync((done, ignored) -> answer(group, replies), context);
        } else {
            LOG.warn("An append failed: {}", failure.toString());
            answer(group, replies);
        }
    }

    private CompletionStage<?> readAgain() {
        return stage.resync(new TreeSet<>(unsure)).thenRunAsync(unsure::clear, context);
    }

    private static AppendReply.Status meaning(Throwable failure) {
        if (failure instanceof StaleOwnerException) {
            return AppendReply.Status.NOT_OWNER;
        }
        if (failure instanceof StoreException store) {
            return switch (store.kind()) {
                case BUSY -> AppendReply.Status.OVERLOADED;
                case UNAVAILABLE -> AppendReply.Status.STORAGE_UNAVAILABLE;
                case FULL -> AppendReply.Status.STORAGE_FULL;
                case UNKNOWN -> AppendReply.Status.OUTCOME_UNKNOWN;
            };
        }
        return AppendReply.Status.OUTCOME_UNKNOWN;
    }

    private void answer(List<Pending> group, List<AppendReply> replies) {
        for (int i = 0; i < group.size(); i++) {
            Pending pending = group.get(i);
            queued -= pending.request.events().size();
            pending.reply.complete(replies.get(i));
        }
        busy = false;
        next();
    }

    private boolean ownsAll(AppendRequest request) {
        for (int partition : request.partitions()) {
            if (partition != AppendRequest.EVERY_PARTITION && !stage.owns(partition)) {
                return false;
            }
        }
        return request.economicPartitions().stream().allMatch(stage::owns);
    }

    private static Set<Integer> partitions(AppendRequest request) {
        Set<Integer> partitions = new TreeSet<>(request.economicPartitions());
        request.partitions().stream()
                .filter(partition -> partition != AppendRequest.EVERY_PARTITION)
                .forEach(partitions::add);
        return partitions;
    }

    private static CompletionStage<AppendReply> refused(AppendReply.Status status) {
        return CompletableFuture.completedFuture(AppendReply.refused(status));
    }
}
