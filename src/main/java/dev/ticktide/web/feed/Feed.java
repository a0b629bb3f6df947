package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.board.Market;
import dev.ticktide.web.view.NotificationView;
import dev.ticktide.web.view.ScoreView;
import dev.ticktide.web.view.SignalView;
import dev.ticktide.web.view.StockView;
import dev.ticktide.web.view.Views;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Turns what happens into the messages of the live feed. Of board rows and open bars only the newest goes out per tick;
 * closed bars, signals, scores and notifications all do. Symbols without a viewer cost nothing. Confined to one context.
 */
public final class Feed {

    static final String BOARD = "dashboard.board";
    static final String SIGNALS = "dashboard.signals";
    static final String INBOX = "dashboard.inbox";
    public static final String STATUS = "dashboard.status";
    public static final String SYMBOL_PREFIX = "dashboard.symbol.";
    public static final String STUDY_PREFIX = "dashboard.study.";

    private final List<String> indicators;
    private final List<Integer> needs;
    private final Board board;
    private final Subscriptions subscriptions;
    private final Consumer<FeedMessage> publish;
    private final FeedNumbers numbers;
    private final Map<String, SymbolUpdates> pending = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private LongConsumer barsSent = arrival -> {};
    private long updatesReceived;
    private long updatesSent;

    /**
     * @param run names this run of this node
     * @param needs for each indicator the bars until its first value
     * @param wanted gets every symbol that begins to be watched, before anything is read for it
     * @param publish sends to all listeners
     */
    public Feed(
            String run,
            List<String> indicators,
            List<Integer> needs,
            Board board,
            Consumer<String> wanted,
            Consumer<FeedMessage> publish) {
        this.numbers = new FeedNumbers(run);
        this.indicators = indicators;
        this.needs = needs;
        this.board = board;
        this.subscriptions = new Subscriptions(wanted);
        this.publish = publish;
    }

    /** Begins a new feed, from which everybody sees that something may be missing and reads again. */
    public void renew() {
        numbers.renew();
        // Everybody is about to read the whole board.
        changed.clear();
    }

    /** Whether outcomes are worth reading from the store. */
    public boolean hasSignalWatchers() {
        return subscriptions.has(SIGNALS);
    }

    /** @param listener gets the arrival of the oldest event of each message about bars that goes out, epoch microseconds */
    public void onBarsSent(LongConsumer listener) {
        barsSent = listener;
    }

    /** Average number of bar updates that were merged into one since the last call; 1 if none was sent. */
    public double conflation() {
        double ratio = updatesSent == 0 ? 1 : (double) updatesReceived / updatesSent;
        updatesReceived = 0;
        updatesSent = 0;
        return ratio;
    }

    public void studies(StudyWatch watch) {
        subscriptions.studies(watch);
    }

    /** Sends new values of a study. */
    public void study(String address, ObjectNode values, long now) {
        send(address, "study", values, now);
    }

    void watch(String address) {
        subscriptions.add(address);
    }

    void unwatch(String address) {
        subscriptions.remove(address);
    }

    /**
     * The {@code feed} part of a snapshot: taken before the data is read, so that nothing falls between the two. From here on the
     * symbol's changes count, also if the page is yet to register.
     */
    public ObjectNode position(String symbol, long now) {
        subscriptions.expect(symbol, now);
        return numbers.position(List.of(BOARD, SIGNALS, INBOX, SYMBOL_PREFIX + symbol));
    }

    /** The last seq of every address with a listener, so that a client notices a missing last message as well. */
    public ObjectNode seqs() {
        return numbers.last(subscriptions.addresses().stream().filter(address -> !address.equals(STATUS)));
    }

    public void bar(BarUpdate update) {
        if (subscriptions.isWatched(update.symbol())) {
            pending(update.symbol()).add(update);
        }
    }

    public void metadata(LogEntry entry) {
        Metadata metadata = (Metadata) entry.event();
        if (metadata.type() == MetadataType.ECONOMIC_INDICATOR) {
            subscriptions.symbols().forEach(symbol -> pending(symbol).add(metadata));
        } else if (subscriptions.isWatched(metadata.subject())) {
            pending(metadata.subject()).add(metadata);
        }
    }

    public void summaryChanged(String symbol) {
        changed.add(symbol);
    }

    public void signal(Signal signal, long now) {
        if (subscriptions.has(SIGNALS)) {
            ObjectNode node = Json.object();
            node.set("signal", Views.tree(SignalView.of(signal, List.of())));
            send(SIGNALS, "signal", node, now);
        }
    }

    /** @param known all scores of that signal so far */
    public void score(String signalId, String symbol, List<SignalScore> known, long now) {
        if (subscriptions.has(SIGNALS)) {
            ObjectNode node = Json.object().put("id", signalId).put("symbol", symbol);
            node.set("score", Views.tree(ScoreView.of(known)));
            send(SIGNALS, "score", node, now);
        }
    }

    /** @param texts renders the texts of a message; called only while a client is subscribed to the inbox */
    public void notification(Notification row, Function<Notification, Notification.Text> texts, long now) {
        if (subscriptions.has(INBOX)) {
            ObjectNode node = Json.object();
            node.set("entry", Views.tree(NotificationView.of(row, texts.apply(row))));
            send(INBOX, "inbox", node, now);
        }
    }

    public void status(ObjectNode status, long now) {
        if (subscriptions.has(STATUS)) {
            send(STATUS, "status", status, now);
        }
    }

    /** What has to come from the indicator stage in full. */
    public Set<String> watchedSymbols() {
        return subscriptions.watchedSymbols();
    }

    /** Sends what has gathered since the last tick. */
    public void tick(long now) {
        subscriptions.expire(now);
        if (numbers.areTooMany()) {
            renew();
        }
        if (!changed.isEmpty() && subscriptions.has(BOARD)) {
            sendBoard(now);
        }
        changed.clear();
        pending.forEach((symbol, updates) -> sendSymbol(symbol, updates, now));
        pending.clear();
    }

    private void sendBoard(long now) {
        ObjectNode node = Json.object();
        ArrayNode rows = node.putArray("rows");
        ArrayNode summaries = node.putArray("summaries");
        for (String symbol : changed) {
            var summary = board.summary(symbol);
            if (summary != null) {
                rows.add(RowText.of(symbol, board.row(summary)));
                summaries.add(RowText.of(symbol, StockView.of(summary, board.company(symbol))));
            }
        }
        node.set("market", Views.tree(Market.view(board.summaries(), board)));
        send(BOARD, "board", node, now);
    }

    private SymbolUpdates pending(String symbol) {
        return pending.computeIfAbsent(symbol, SymbolUpdates::new);
    }

    private void sendSymbol(String symbol, SymbolUpdates updates, long now) {
        String address = SYMBOL_PREFIX + symbol;
        if (updates.hasBars()) {
            send(address, "bars", updates.bars(indicators, this::warmup), now);
            updatesReceived += updates.received();
            updatesSent += updates.merged();
            barsSent.accept(updates.arrival());
        }
        if (updates.hasMetadata()) {
            send(address, "metadata", updates.metadata(), now);
        }
    }

    /** The indicators that still lack bars, by how many. */
    public ObjectNode warmup(long bars) {
        ObjectNode node = Json.object();
        for (int i = 0; i < indicators.size(); i++) {
            if (bars < needs.get(i)) {
                ObjectNode one = node.putObject(indicators.get(i));
                one.put("need", needs.get(i));
                one.put("have", bars);
            }
        }
        return node;
    }

    private void send(String address, String type, ObjectNode body, long now) {
        long seq = numbers.next(address);
        publish.accept(FeedMessage.of(address, body, type, numbers.feed(), seq, seq - 1, now));
    }
}
