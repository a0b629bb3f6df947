package dev.ticktide.web.live;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.message.SignalsRaised;
import dev.ticktide.market.message.SummaryQuery;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.StockSummary;
import dev.ticktide.store.Store;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.feed.study.Studies;
import dev.ticktide.web.rest.Api;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Takes what the stages publish, and reads what they have published before; keeps the newest on the board. Confined to one context. */
public final class StageOutput {

    private static final long SUMMARIES_MILLIS = 1_000;

    /** Symbols per tick whose state is asked for after the start: thousands within seconds, without a noticeable load. */
    private static final int HIGHLIGHTS_PER_TICK = 64;

    private static final int LAST_SIGNALS = 2_000;

    private final Bus bus;
    private final Store store;
    private final Membership membership;
    private final Context context;
    private final LongSupplier nowMicros;
    private final WebMetrics metrics;
    private final Board board;
    private final Feed feed;
    private final Studies studies;
    private final Function<Notification, Notification.Text> texts;
    private final ScorePublisher scores;
    private boolean readingCompanies;

    /**
     * Where the output goes.
     *
     * @param texts the words of a notification
     */
    public record Sinks(
            Board board,
            Feed feed,
            Studies studies,
            WebMetrics metrics,
            Function<Notification, Notification.Text> texts) {}

    public StageOutput(
            Bus bus, Store store, Membership membership, Context context, LongSupplier nowMicros, Sinks sinks) {
        this.bus = bus;
        this.store = store;
        this.membership = membership;
        this.context = context;
        this.nowMicros = nowMicros;
        this.metrics = sinks.metrics;
        this.board = sinks.board;
        this.feed = sinks.feed;
        this.studies = sinks.studies;
        this.texts = sinks.texts;
        this.scores = new ScorePublisher(context, store::signal, this::sendScores, feed::renew);
    }

    /** Asks all nodes for their summaries; completes after at most a second, with those that answered. */
    public Future<?> readSummaries() {
        List<Future<SummaryUpdate>> answers = membership.nodes(Stage.AGGREGATE).stream()
                .map(node -> bus.request(Addresses.summaries(node), new SummaryQuery()))
                .toList();
        answers.forEach(answer -> answer.onSuccess(this::summaries));
        // A node that does not answer will be replaced by another, which publishes everything it takes over.
        return Future.join(answers)
                .timeout(SUMMARIES_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    /** Reads the names of companies; fails as the store does. */
    public Future<?> readCompanies() {
        readingCompanies = true;
        return Future.fromCompletionStage(store.symbols(), context)
                .onSuccess(board::companies)
                .onComplete(done -> readingCompanies = false);
    }

    /** The newest signals of all stocks at once; one that has raised none for longer shows its next one. */
    public void readLastSignals() {
        Store.SignalQuery newest = new Store.SignalQuery(null, null, null, null, Long.MIN_VALUE, null, LAST_SIGNALS);
        Future.fromCompletionStage(store.signals(newest), context)
                .onSuccess(found -> found.forEach(each -> lastSignal(each.signal())));
    }

    private void lastSignal(Signal signal) {
        if (board.highlights().signal(signal)) {
            feed.summaryChanged(signal.symbol());
        }
    }

    /** Stocks that have traded nothing since this node began are asked for at their owners. */
    private void askForHighlights(Api api) {
        for (String symbol : board.highlights().unknown(board.symbols(), HIGHLIGHTS_PER_TICK)) {
            api.view(symbol)
                    .onSuccess(view -> {
                        view.open().forEach(board.highlights()::bar);
                        feed.summaryChanged(symbol);
                    })
                    .onFailure(failure -> board.highlights().askAgain(symbol));
        }
    }

    /** Bars first: a study's value is of a bar that the page then has. */
    public void tick(Api api) {
        askForHighlights(api);
        long now = now();
        scores.tick();
        feed.tick(now);
        studies.tick((address, values) -> feed.study(address, values, now));
    }

    /** Takes bars and metadata of the indicator stage. */
    public void live(LiveUpdate update) {
        long now = now();
        board.counted(update.events(), update.newestArrival(), now);
        update.bars().forEach(bar -> {
            if (bar.closed()) {
                board.closed(bar, now);
            }
            metrics.passed("indicator", now - bar.arrival());
            feed.bar(bar);
            studies.bar(bar);
            if (board.highlights().bar(bar)) {
                feed.summaryChanged(bar.symbol());
            }
        });
        update.metadata().forEach(feed::metadata);
    }

    /** Takes summaries of the aggregate stage, and the outcomes of signals that have become known. */
    public void summaries(SummaryUpdate update) {
        long now = now();
        for (StockSummary summary : update.summaries()) {
            if (board.summary(summary, now)) {
                feed.summaryChanged(summary.symbol());
            }
        }
        if (feed.hasSignalWatchers()) {
            scores.add(update.scores());
        }
        if (board.lacksCompanies() && !readingCompanies) {
            readCompanies();
        }
    }

    private void sendScores(Store.StoredSignal stored) {
        feed.score(stored.signal().id(), stored.signal().symbol(), stored.scores(), now());
    }

    /** Takes signals of the signal stage, which are stored. */
    public void raised(SignalsRaised raised) {
        long now = now();
        raised.signals().forEach(signal -> {
            metrics.passed("signal", now - signal.generatedAt());
            feed.signal(signal, now);
            lastSignal(signal);
        });
    }

    /** Takes notifications, new ones and those whose state has changed. */
    public void notifications(NotificationUpdate update) {
        long now = now();
        update.notifications().forEach(row -> feed.notification(row, texts, now));
    }

    private long now() {
        return nowMicros.getAsLong();
    }
}
