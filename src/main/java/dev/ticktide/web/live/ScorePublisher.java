package dev.ticktide.web.live;

import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes all known scores of a signal of which one has become known. They are read from the store, one round of reads
 * after the other, so that newer scores are never followed by older ones; what could not be read is read again at the next
 * tick. Confined to one context.
 */
final class ScorePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(ScorePublisher.class);

    /** Fewer than the store lets wait, so that a takeover, which scores many signals at once, leaves room for other reads. */
    static final int READS_PER_TICK = 64;

    /** Of signals that wait to be read. */
    static final int MAX_WAITING = 10_000;

    private final Context context;
    private final Function<String, CompletionStage<Optional<Store.StoredSignal>>> read;
    private final Consumer<Store.StoredSignal> publish;
    private final Runnable tooMany;
    private final Set<String> waiting = new LinkedHashSet<>();
    private boolean isReading;

    /**
     * @param read finds a signal by its id, with its scores
     * @param tooMany called when more signals wait than are kept: pages have to read everything again
     */
    ScorePublisher(
            Context context,
            Function<String, CompletionStage<Optional<Store.StoredSignal>>> read,
            Consumer<Store.StoredSignal> publish,
            Runnable tooMany) {
        this.context = context;
        this.read = read;
        this.publish = publish;
        this.tooMany = tooMany;
    }

    void add(Collection<SignalScore> scores) {
        scores.forEach(score -> waiting.add(score.signalId()));
        if (waiting.size() > MAX_WAITING) {
            waiting.clear();
            tooMany.run();
        }
    }

    /** Reads some of what waits, unless the reads of an earlier tick are still under way. */
    void tick() {
        if (isReading || waiting.isEmpty()) {
            return;
        }
        List<String> ids = waiting.stream().limit(READS_PER_TICK).toList();
        ids.forEach(waiting::remove);
        isReading = true;
        List<Future<?>> reads = new ArrayList<>();
        for (String id : ids) {
            reads.add(Future.fromCompletionStage(read.apply(id), context)
                    .onSuccess(found -> found.ifPresent(publish))
                    .onFailure(failure -> {
                        LOG.debug("Scores of signal {} could not be read: {}", id, failure.getMessage());
                        waiting.add(id);
                    }));
        }
        Future.join(reads).onComplete(done -> isReading = false);
    }
}
