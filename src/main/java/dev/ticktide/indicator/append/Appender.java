package dev.ticktide.indicator.append;

import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;

/**
 * Gathers append requests into groups and sends one group at a time along the {@link CommitPath}. While a group is on its way
 * to the disk the next one gathers. A request is answered after its events are stored. Confined to one context.
 */
public final class Appender {

    /** Events of a group: enough to make an fsync cheap, few enough that it takes milliseconds. */
    private static final int GROUP_EVENTS = 8_192;

    private static final AppendRequest NO_EVENTS = new AppendRequest(0, List.of(), List.of());

    /** @param proposals decisions, which go without events */
    private record Pending(AppendRequest request, List<Proposal> proposals, CompletableFuture<AppendReply> reply) {

        int size() {
            return request.events().size() + proposals.size();
        }

        boolean isDecision() {
            return !proposals.isEmpty();
        }
    }

    private final CommitPath path;
    private final IndicatorStage stage;
    private final int maxQueued;
    private final Deque<Pending> queue = new ArrayDeque<>();
    private final List<Runnable> betweenGroups = new ArrayList<>();

    private int queued;
    private boolean busy;
    private boolean draining;
    private CompletableFuture<?> idle = CompletableFuture.completedFuture(null);

    /** @param maxQueued events that may wait for the disk */
    public Appender(CommitPath path, int maxQueued) {
        this.path = path;
        this.stage = path.stage();
        this.maxQueued = maxQueued;
    }

    /**
     * Queues a request. Completes on the context when its events are on disk or it is clear why they are not; never
     * fails. Requests are stored in the order of the calls. Refused at once while draining, if a partition is not owned
     * here, or if too much waits for the disk or for the signal stage.
     */
    public CompletionStage<AppendReply> append(AppendRequest request) {
        if (draining) {
            return refused(AppendReply.Status.DRAINING);
        }
        if (!all(request, stage::accepts)) {
            return refused(AppendReply.Status.NOT_OWNER);
        }
        if (isFull(request.events().size())) {
            return refused(AppendReply.Status.OVERLOADED);
        }
        return enqueue(request, List.of());
    }

    /**
     * Puts decisions into the log, after everything taken until now. Completes when they are stored or found to be unwanted;
     * what fails is not tried again.
     */
    public CompletionStage<AppendReply> decide(List<Proposal> proposals) {
        if (draining) {
            return refused(AppendReply.Status.DRAINING);
        }
        if (isFull(proposals.size())) {
            return refused(AppendReply.Status.OVERLOADED);
        }
        return enqueue(NO_EVENTS, proposals);
    }

    /** Completes when everything taken until now is answered. */
    public CompletionStage<?> flushed() {
        return enqueue(NO_EVENTS, List.of());
    }

    /** Takes nothing more; completes when what was taken is answered. */
    public CompletionStage<?> drain() {
        draining = true;
        return busy ? idle : CompletableFuture.completedFuture(null);
    }

    /** Events and decisions that wait for the disk, those under way included. */
    public int queued() {
        return queued;
    }

    /** Runs a task when no state is ahead of the disk: now, or between two groups. */
    public void whenSettled(Runnable task) {
        if (busy) {
            betweenGroups.add(task);
        } else {
            task.run();
        }
    }

    /** Completes when no state is ahead of the disk. */
    public CompletionStage<?> settled() {
        CompletableFuture<?> settled = new CompletableFuture<>();
        whenSettled(() -> settled.complete(null));
        return settled;
    }

    private boolean isFull(int more) {
        return queued + more > maxQueued || path.isCongested();
    }

    private CompletionStage<AppendReply> enqueue(AppendRequest request, List<Proposal> proposals) {
        Pending pending = new Pending(request, proposals, new CompletableFuture<>());
        queue.add(pending);
        queued += pending.size();
        next();
        return pending.reply;
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
        List<AppendRequest> requests = group.stream().map(Pending::request).toList();
        path.run(new CommitPath.Group(requests, group.get(0).proposals, replies -> answer(group, replies)));
    }

    private List<Pending> takeGroup() {
        List<Pending> group = new ArrayList<>();
        int events = 0;
        while (!queue.isEmpty() && events < GROUP_EVENTS) {
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
