package dev.ticktide.indicator.append;

import dev.ticktide.cluster.Stage;
import dev.ticktide.fault.Failpoint;
import dev.ticktide.indicator.partition.ClosedRows;
import dev.ticktide.indicator.partition.ColocatedSignals;
import dev.ticktide.indicator.partition.Folding;
import dev.ticktide.indicator.partition.IndicatorStage;
import dev.ticktide.indicator.partition.OwnedPartition;
import dev.ticktide.indicator.partition.PartitionStarter;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one group of requests to the disk, step by step: {@link #plan} decides what becomes of each event, {@link #fold}
 * applies the accepted ones to the partitions' states, {@link #raise} evaluates the rules on the bars that this closed, {@link
 * #commit} stores all of it in one transaction, {@link #release} publishes it.
 *
 * <p>Folding comes before the commit so that what a candle raises can be stored with it. This class alone knows that a state
 * is ahead of the disk meanwhile: nothing is published before {@link #release}, and after a commit that failed the states are
 * built again from the log before the next group.
 *
 * <p>One group at a time. Confined to one context, to which every completion hops back.
 */
public final class CommitPath {

    private static final Logger LOG = LoggerFactory.getLogger(CommitPath.class);

    /** The stage behind this one. */
    public interface Downstream {

        /** Whether it can't keep up. */
        boolean isCongested();

        void send(List<IndicatorOutput.Part> parts);

        /** Has a partition that was built again begin after an entry. */
        void replay(OwnedPartition partition, long afterSeq);

        /** The store refused a write for a partition that is another node's by now. */
        void fenced(Store.Fence fence);
    }

    /**
     * Requests that share a commit.
     *
     * @param proposals decisions, which go without requests
     * @param answer called once, with a reply for each request; with one reply for all proposals
     */
    record Group(List<AppendRequest> requests, List<Proposal> proposals, Consumer<List<AppendReply>> answer) {

        Set<Integer> partitions() {
            Set<Integer> all = new TreeSet<>();
            requests.forEach(request -> all.addAll(request.partitions()));
            proposals.forEach(proposal -> all.add(proposal.partition()));
            return all;
        }
    }

    /** The objects that the path works with. */
    public record Parts(
            Store store,
            AppendPlanner planner,
            IndicatorStage stage,
            PartitionStarter starter,
            ColocatedSignals signals,
            Downstream downstream) {}

    private final Parts parts;
    private final StoredEvents lookup;
    private final Executor context;

    /** Partitions whose log may hold more than their state: planning on would assign a sequence number twice. */
    private final Set<Integer> toRebuild = new TreeSet<>();

    /** Closed bars of a replay, which go to the disk with the group. */
    private ClosedRows leftOver = new ClosedRows();

    private boolean aheadOfDisk;

    public CommitPath(Parts parts, Executor context) {
        this.parts = parts;
        this.lookup = new StoredEvents(parts.store, parts.stage, context);
        this.context = context;
    }

    IndicatorStage stage() {
        return parts.stage;
    }

    boolean isCongested() {
        return parts.downstream.isCongested();
    }

    /** Begins; ends with the call of the group's {@code answer}, whatever happens. */
    void run(Group group) {
        if (toRebuild.isEmpty()) {
            guarded(group, () -> plan(group));
        } else {
            then(rebuild(), group, done -> plan(group));
        }
    }

    private void plan(Group group) {
        if (!group.proposals.isEmpty()) {
            List<Proposal> accepted = group.proposals.stream()
                    .filter(proposal -> parts.stage.accepts(proposal.partition()))
                    .toList();
            then(ready(accepted), group, done -> fold(group, decided(accepted)));
            return;
        }
        Map<Integer, List<MarketEvent>> possiblyStored = parts.planner.possiblyStored(group.requests);
        if (possiblyStored.isEmpty()) {
            fold(group, parts.planner.plan(group.requests, AppendPlanner.Found.NOTHING));
        } else {
            then(lookup.find(possiblyStored), group, found -> fold(group, parts.planner.plan(group.requests, found)));
        }
    }

    private void fold(Group group, AppendPlanner.Plan plan) {
        if (plan.entries().isEmpty()) {
            group.answer.accept(plan.replies());
            return;
        }
        aheadOfDisk = true;
        raise(group, plan, parts.stage.fold(plan.entries()));
    }

    private void raise(Group group, AppendPlanner.Plan plan, Folding folding) {
        RaisedSignals raised = new RaisedSignals(parts.signals);
        folding.partitions().forEach(raised::raise);
        commit(group, plan, folding, raised);
    }

    private void commit(Group group, AppendPlanner.Plan plan, Folding folding, RaisedSignals raised) {
        List<Store.Fence> fences = new ArrayList<>();
        folding.partitions().forEach(partition -> fences.add(partition.fence()));
        fences.addAll(raised.fences());
        leftOver = parts.stage.takeClosed();
        ClosedRows closed = leftOver.with(folding.closed());
        Failpoint.APPEND_FOLDED.pass();
        CompletionStage<Void> stored = parts.store.append(new Store.Append(
                fences,
                plan.entries(),
                closed.bars(),
                plan.newSymbols(),
                raised.rows(),
                folding.generations(),
                closed.checkpoints()));
        then(stored, group, done -> release(group, plan, folding));
    }

    private void release(Group group, AppendPlanner.Plan plan, Folding folding) {
        parts.planner.stored(plan);
        leftOver = new ClosedRows();
        parts.downstream.send(parts.stage.release(folding));
        aheadOfDisk = false;
        Failpoint.APPEND_STORED.pass();
        group.answer.accept(plan.replies());
    }

    private AppendPlanner.Plan decided(List<Proposal> proposals) {
        AppendPlanner.Plan plan = parts.planner.plan(proposals);
        AppendReply reply =
                new AppendReply(AppendReply.Status.STORED, plan.entries().size(), 0, 0, List.of());
        return new AppendPlanner.Plan(List.of(reply), plan.entries(), plan.newSymbols());
    }

    private static CompletionStage<?> ready(List<Proposal> proposals) {
        CompletionStage<?> ready = CompletableFuture.completedFuture(null);
        for (Proposal proposal : proposals) {
            ready = ready.thenCompose(before -> proposal.ready().get());
        }
        return ready;
    }

    private <T> void then(CompletionStage<T> done, Group group, Consumer<? super T> next) {
        done.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        guarded(group, () -> next.accept(value));
                    } else {
                        fail(group, failure);
                    }
                },
                context);
    }

    /** After a bug the outcome of its own group is unknown; later groups must still get their turn. */
    private void guarded(Group group, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("A bug in the indicator stage", e);
            fail(group, e);
        }
    }

    private void fail(Group group, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        LOG.warn("An append failed: {}", failure.toString());
        if (failure instanceof StaleOwnerException stale) {
            lost(stale.fence());
        }
        AppendReply reply = AppendReply.refused(AppendFailure.status(failure));
        int replies = group.proposals.isEmpty() ? group.requests.size() : 1;
        Runnable answer = () -> group.answer.accept(Collections.nCopies(replies, reply));
        if (aheadOfDisk) {
            aheadOfDisk = false;
            parts.stage.giveBack(leftOver);
            leftOver = new ClosedRows();
            toRebuild.addAll(group.partitions());
            rebuild().whenCompleteAsync((done, ignored) -> answer.run(), context);
        } else {
            answer.run();
        }
    }

    private CompletionStage<?> rebuild() {
        return parts.starter
                .rebuild(new TreeSet<>(toRebuild), parts.downstream::replay)
                .thenRunAsync(toRebuild::clear, context);
    }

    private void lost(Store.Fence fence) {
        if (fence.stage().equals(Stage.SIGNAL.label())) {
            parts.signals.lost(fence);
        } else {
            parts.downstream.fenced(fence);
        }
    }
}
