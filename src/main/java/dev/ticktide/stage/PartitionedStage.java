package dev.ticktide.stage;

import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.claim.PartitionKeeper;
import dev.ticktide.cluster.claim.PartitionLifecycle;
import dev.ticktide.cluster.claim.StageAssignment;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a verticle that is the same in every stage that owns partitions: it claims the partitions that should be this
 * node's, releases those that should not, drops those that another node has claimed, and runs the stage's messages one after
 * the other. Confined to the context of the verticle that made it.
 */
public final class PartitionedStage {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionedStage.class);

    /** How often the owner table is compared with the members, for changes that come without an event. */
    private static final long LOOK_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Store store;
    private final StageAssignment assignment;
    private final Executor executor;

    private @Nullable StagePartitions partitions;
    private @Nullable PartitionKeeper keeper;
    private Future<?> last = Future.succeededFuture();

    /**
     * @param context of the verticle; every call and every completion is on it
     * @param assignment which partitions should be this node's
     */
    public PartitionedStage(Vertx vertx, Context context, Store store, StageAssignment assignment) {
        this.vertx = vertx;
        this.context = context;
        this.store = store;
        this.assignment = assignment;
        this.executor = task -> context.runOnContext(nothing -> task.run());
    }

    /** Runs tasks on the stage's context, always later and in order. */
    public Executor executor() {
        return executor;
    }

    /** A future that completes on the stage's context, on whichever thread {@code completion} does. */
    public <T> Future<T> on(CompletionStage<T> completion) {
        return Future.fromCompletionStage(completion, context);
    }

    /**
     * Completes on the stage's context after a time; never, if the verticle ends before.
     *
     * @param millis milliseconds, at least 1
     */
    public CompletionStage<?> after(long millis) {
        CompletableFuture<?> over = new CompletableFuture<>();
        vertx.setTimer(millis, timer -> over.complete(null));
        return over;
    }

    /**
     * Claims the first partitions, then keeps them in line with the members until the verticle stops. Call it once.
     *
     * @param acquired called on the context with the partitions that are served from now on
     * @return completes when the first claims are served
     */
    public Future<?> start(StagePartitions served, Consumer<Set<Integer>> acquired) {
        PartitionKeeper started = assignment.keeper(store, new Lifecycle(served, acquired), executor);
        partitions = served;
        keeper = started;
        return on(started.start()).onSuccess(done -> {
            vertx.setPeriodic(LOOK_MILLIS, timer -> started.look());
            membership().onChange(() -> executor.execute(started::look));
        });
    }

    /**
     * Finishes the messages that were taken, then releases all partitions, so that the next owners need not wait.
     * Without effect before {@link #start}.
     */
    public Future<?> stop() {
        PartitionKeeper started = keeper;
        return started == null
                ? Future.succeededFuture()
                : last.otherwiseEmpty().compose(done -> on(started.leave()));
    }

    /**
     * Begins {@code step} when every step before it has succeeded or failed. The result is that of {@code step}, also
     * where it throws; later steps begin all the same.
     */
    public <T> Future<T> inOrder(Supplier<Future<T>> step) {
        Future<T> done = last.otherwiseEmpty().compose(before -> step.get());
        last = done;
        return done;
    }

    /**
     * If a write failed because another node had claimed the partition, drops that partition, so that work on the
     * others can continue.
     *
     * @param failure of the write; {@code null} if it succeeded
     * @return whether this was the reason and the partition was held here by that right until now
     */
    public boolean dropIfStale(@Nullable Throwable failure) {
        StaleOwnerException stale = StaleOwnerException.in(failure).orElse(null);
        if (stale == null || partitions == null) {
            return false;
        }
        boolean held = partitions.holds(stale.fence());
        LOG.warn("Partition {} of {} was claimed by another node, dropping it", stale.partition(), label());
        fenced(stale.fence());
        return held;
    }

    /** Notes that the store refused a write by this right, and drops its partition if it is still held by it. */
    public void fenced(Store.Fence fence) {
        if (keeper != null) {
            keeper.fenced(fence);
        }
    }

    /** Whether a partition that should be this node's is served beyond a split of the network. */
    public boolean isOutOfReach(int partition) {
        return keeper != null && keeper.isOutOfReach(partition);
    }

    /** The nodes of the cluster. */
    public Membership membership() {
        return assignment.ownership().membership();
    }

    private String label() {
        return assignment.stage().label();
    }

    private final class Lifecycle implements PartitionLifecycle {

        private final StagePartitions served;
        private final Consumer<Set<Integer>> acquired;

        Lifecycle(StagePartitions served, Consumer<Set<Integer>> acquired) {
            this.served = served;
            this.acquired = acquired;
        }

        @Override
        public CompletionStage<?> acquire(Map<Integer, Long> epochs) {
            List<Store.Fence> fences = new ArrayList<>(epochs.size());
            epochs.forEach((partition, epoch) -> fences.add(new Store.Fence(label(), partition, epoch)));
            return served.acquire(fences).thenRunAsync(() -> acquired.accept(epochs.keySet()), executor);
        }

        @Override
        public CompletionStage<?> release(Set<Integer> released) {
            return inOrder(() -> on(served.finish(released)).onComplete(done -> released.forEach(served::drop)))
                    .toCompletionStage();
        }

        @Override
        public void drop(int partition) {
            served.drop(partition);
        }
    }
}
