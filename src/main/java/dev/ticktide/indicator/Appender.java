package dev.ticktide.indicator;

import dev.ticktide.fault.Failpoint;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes append requests one group at a time through plan, fold and commit. While a group is on its way to the disk the next
 * one gathers. A request is answered after its events are stored.
 *
 * <p>Folding comes before the commit so that what a candle raises can be stored with it; nothing is published before, and after
 * a commit that failed the states are built again from the log.
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

        /** Whether new events for a partition are taken. */
        boolean accepts(int partition);

        /** Whether entries may have been removed from a partition's log. */
        boolean isShortened(int partition);

        /** Whether the stages behind can't keep up. */
        boolean isCongested();

        /** Folds planned entries and returns what is to be stored; publishes nothing. One plan at a time. */
        Store.Append fold(AppendPlanner.Plan plan);

        /** What was folded last is on disk: publishes it. */
        void release();

        /** What was folded last, if anything, may not be on disk: brings partitions back to what the log says. */
        CompletionStage<?> rebuild(Set<Integer> partitions);

        /** A right to write turned out to be stale. */
        void lost(Store.Fence fence);
    }

    /** @param proposals decisions, which go without events */
    private record Pending(AppendRequest request, List<Proposal> proposals, CompletableFuture<AppendReply> reply) {

        int size() {
            return request.events().size() + proposals.size();
        }

        boolean isDecision() {
            return !proposals.isEmpty();
        }
    }

    private final Store store;
    private final AppendPlanner planner;
    private final Set<String> knownSymbols;
    private final Stage stage;
    private final Executor context;
    private final int maxQueued;
    private final Deque<Pending> queue = new ArrayDeque<>();

    /** Partitions whose log may contain more than their state: planning further would assign a seq twice. */
    private final Set<Integer> unsure = new TreeSet<>();

    private final List<Runnable> betweenGroups = new ArrayList<>();

    private int queued;
    private boolean busy;

    /** Whether the stage's state is ahead of the disk. */
    private boolean folded;

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
        if (!all(request, stage::accepts)) {
            return refused(AppendReply.Status.NOT_OWNER);
        }
        if (queued + request.events().size() > maxQueued || stage.isCongested()) {
            return refused(AppendReply.Status.OVERLOADED);
        }
        return enqueue(request, List.of());
    }

    /** Completes when everything taken until now is answered. */
    CompletionStage<?> flushed() {
        return enqueue(new AppendRequest(0, List.of(), List.of()), List.of());
    }

    /**
     * Puts decisions into the log, after everything taken until now. Completes when they are stored or found to be unwanted;
     * what fails is not tried again.
     */
    CompletionStage<AppendReply> decide(List<Proposal> proposals) {
        if (draining) {
            return refused(AppendReply.Status.DRAINING);
        }
        if (queued + proposals.size() > maxQueued || stage.isCongested()) {
            return refused(AppendReply.Status.OVERLOADED);
        }
        return enqueue(new AppendRequest(0, List.of(), List.of()), proposals);
    }

    private CompletionStage<AppendReply> enqueue(AppendRequest request, List<Proposal> proposals) {
        Pending pending = new Pending(request, proposals, new CompletableFuture<>());
        queue.add(pending);
        queued += pending.size();
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

    /** Runs a task when no state is ahead of the disk: now, or between two groups. */
    void whenSettled(Runnable task) {
        if (busy) {
            betweenGroups.add(task);
        } else {
            task.run();
        }
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

    /** After a bug the outcome of its own group is unknown; later groups must still get their turn. */
    private void guarded(List<Pending> group, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("A bug in the indicator stage", e);
            fail(group, e);
        }
    }

    private void plan(List<Pending> group) {
        if (group.get(0).isDecision()) {
            List<Proposal> proposals = group.get(0).proposals.stream()
                    .filter(proposal -> stage.accepts(proposal.partition()))
                    .toList();
            ready(proposals)
                    .whenCompleteAsync(
                            (done, failure) -> goOn(group, failure, () -> decide(group, proposals)), context);
            return;
        }
        List<AppendRequest> requests = group.stream().map(Pending::request).toList();
        Map<Integer, List<MarketEvent>> doubtful = planner.doubtful(requests);
        if (doubtful.isEmpty()) {
            commit(group, planner.plan(requests, AppendPlanner.Found.NOTHING));
        } else {
            look(doubtful)
                    .whenCompleteAsync(
                            (found, failure) ->
                                    goOn(group, failure, () -> commit(group, planner.plan(requests, found))),
                            context);
        }
    }

    private static CompletionStage<?> ready(List<Proposal> proposals) {
        CompletionStage<?> ready = CompletableFuture.completedFuture(null);
        for (Proposal proposal : proposals) {
            ready = ready.thenCompose(before -> proposal.ready().get());
        }
        return ready;
    }

    private void decide(List<Pending> group, List<Proposal> proposals) {
        AppendPlanner.Plan plan = planner.plan(proposals);
        AppendReply reply =
                new AppendReply(AppendReply.Status.STORED, plan.entries().size(), 0, 0, List.of());
        commit(group, new AppendPlanner.Plan(List.of(reply), plan.entries(), plan.newSymbols()));
    }

    private List<Pending> takeGroup() {
        List<Pending> group = new ArrayList<>();
        int events = 0;
        while (!queue.isEmpty() && events < GROUP) {
            // Decisions go by themselves: they are made on what has been folded, and what follows them is judged by
            // them.
            boolean decision = queue.element().isDecision();
            if (decision && !group.isEmpty()) {
                break;
            }
            Pending pending = queue.remove();
            if (decision) {
                return List.of(pending);
            }
            if (!all(pending.request, stage::owns)) {
                // Lost while it waited.
                queued -= pending.size();
                pending.reply.complete(AppendReply.refused(AppendReply.Status.NOT_OWNER));
                continue;
            }
            group.add(pending);
            events += pending.size();
        }
        return group;
    }

    private CompletionStage<AppendPlanner.Found> look(Map<Integer, List<MarketEvent>> doubtful) {
        Map<Integer, List<LogEntry>> stored = new HashMap<>();
        Set<MarketEvent> removed = new HashSet<>();
        List<CompletableFuture<?>> reads = new ArrayList<>();
        doubtful.forEach((partition, events) -> reads.add(store.find(partition, events)
                .thenComposeAsync(
                        rows -> {
                            stored.put(partition, rows);
                            return stage.isShortened(partition)
                                    ? store.removed(partition, events)
                                    : CompletableFuture.completedFuture(List.<MarketEvent>of());
                        },
                        context)
                .thenAcceptAsync(removed::addAll, context)
                .toCompletableFuture()));
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(done -> new AppendPlanner.Found(stored, removed));
    }

    private void commit(List<Pending> group, AppendPlanner.Plan plan) {
        if (plan.entries().isEmpty()) {
            answer(group, plan.replies());
            return;
        }
        folded = true;
        Store.Append append = stage.fold(plan);
        Failpoint.APPEND_FOLDED.pass();
        store.append(append)
                .whenCompleteAsync(
                        (done, failure) -> goOn(group, failure, () -> {
                            plan.newSymbols().forEach(info -> knownSymbols.add(info.symbol()));
                            stage.release();
                            folded = false;
                            Failpoint.APPEND_STORED.pass();
                            answer(group, plan.replies());
                        }),
                        context);
    }

    private void fail(List<Pending> group, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        AppendReply reply = AppendReply.refused(meaning(failure));
        List<AppendReply> replies = group.stream().map(pending -> reply).toList();
        LOG.warn("An append failed: {}", failure.toString());
        if (failure instanceof StaleOwnerException stale) {
            stage.lost(stale.fence());
        }
        if (folded) {
            folded = false;
            group.forEach(pending -> {
                unsure.addAll(pending.request.partitions());
                pending.proposals.forEach(proposal -> unsure.add(proposal.partition()));
            });
            readAgain().whenCompleteAsync((done, ignored) -> answer(group, replies), context);
        } else {
            answer(group, replies);
        }
    }

    private CompletionStage<?> readAgain() {
        return stage.rebuild(new TreeSet<>(unsure)).thenRunAsync(unsure::clear, context);
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
                case DAMAGED -> AppendReply.Status.STORAGE_DAMAGED;
            };
        }
        return AppendReply.Status.OUTCOME_UNKNOWN;
    }

    private void answer(List<Pending> group, List<AppendReply> replies) {
        for (int i = 0; i < group.size(); i++) {
            Pending pending = group.get(i);
            queued -= pending.size();
            pending.reply.complete(replies.get(i));
        }
        busy = false;
        List<Runnable> waiting = List.copyOf(betweenGroups);
        betweenGroups.clear();
        waiting.forEach(Runnable::run);
        next();
    }

    private static boolean all(AppendRequest request, IntPredicate holds) {
        for (int partition : request.partitions()) {
            if (!holds.test(partition)) {
                return false;
            }
        }
        return true;
    }

    private static CompletionStage<AppendReply> refused(AppendReply.Status status) {
        return CompletableFuture.completedFuture(AppendReply.refused(status));
    }
}
