package dev.ticktide.notify;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of one channel: drives its outbox worker at intervals, and whenever it is woken. Deploy any number
 * in the cluster; leases keep them apart. Stopping waits for the sends under way, at most
 * {@link NotifySettings#stopGrace}, and aborts those that take longer: they are sent again later, by this node or
 * another one.
 */
public final class NotifyVerticle extends VerticleBase {

    private final NotifySettings settings;
    private final Store store;
    private final Notifier.Channel channel;
    private final SignalText texts;
    private final LongSupplier nowMicros;
    private final Consumer<List<Notification>> published;
    private final NotifyMetrics metrics;
    private final String nodeId;

    private volatile @Nullable Running running;

    private record Running(OutboxWorker worker, Notifier notifier, long timer) {}

    /**
     * @param channel whose messages are sent; opened at start
     * @param nowMicros the database's clock, epoch microseconds
     * @param published called on the verticle's context with rows whose new state is stored
     * @param nodeId the owner of the leases
     */
    public NotifyVerticle(
            NotifySettings settings,
            Store store,
            Notifier.Channel channel,
            SignalText texts,
            LongSupplier nowMicros,
            Consumer<List<Notification>> published,
            NotifyMetrics metrics,
            String nodeId) {
        this.settings = settings;
        this.store = store;
        this.channel = channel;
        this.texts = texts;
        this.nowMicros = nowMicros;
        this.published = published;
        this.metrics = metrics;
        this.nodeId = nodeId;
    }

    @Override
    public Future<?> start() {
        Notifier notifier = channel.open(vertx);
        OutboxWorker worker = new OutboxWorker(
                settings,
                store,
                channel.name(),
                notifier,
                texts,
                nodeId,
                this::onContext,
                nowMicros,
                published,
                metrics);
        long timer = vertx.setPeriodic(settings.pollInterval().toMillis(), id -> worker.tick(nowMicros.getAsLong()));
        running = new Running(worker, notifier, timer);
        wake();
        return Future.succeededFuture();
    }

    /** Looks for due mails now, because some have just been stored. Callable from any thread, at any time. */
    public void wake() {
        Running now = running;
        if (now != null) {
            onContext(() -> now.worker().tick(nowMicros.getAsLong()));
        }
    }

    @Override
    public Future<?> stop() {
        Running last = running;
        running = null;
        if (last == null) {
            return Future.succeededFuture();
        }
        vertx.cancelTimer(last.timer());
        return Future.fromCompletionStage(last.worker().stop(), context)
                .timeout(Math.max(1, settings.stopGrace().toMillis()), TimeUnit.MILLISECONDS)
                .transform(end -> last.notifier().close());
    }

    private void onContext(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }
}
