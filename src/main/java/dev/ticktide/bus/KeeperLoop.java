package dev.ticktide.bus;

import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.PartitionKeeper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Runs a stage's keeper whenever the members change, and at an interval, for changes that come without an event. */
public final class KeeperLoop {

    private static final long LOOK_MILLIS = 100;

    private KeeperLoop() {}

    /** Runs until the verticle that {@code context} belongs to ends. */
    public static void run(Vertx vertx, Context context, Membership membership, PartitionKeeper keeper) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> keeper.look());
        membership.onChange(() -> context.runOnContext(nothing -> keeper.look()));
    }
}
